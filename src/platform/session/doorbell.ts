import type { Newcomer } from '../../log/server/sessionServer.ts';
import type { Disposable } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';

/** Someone who wants to join and waits for an answer. */
export interface Caller {
  readonly newcomer: Newcomer;
  /** Whether the answer was in time, and the first. */
  answer(letIn: boolean): boolean;
}

/** Those who wait to be let into the session that this window hosts. */
export class Doorbell implements Disposable {
  readonly #callers = new Set<Caller>();
  readonly #onDidChange = new Emitter<void>();

  /** Someone rang, or got their answer. */
  readonly onDidChange = this.#onDidChange.event;

  /** In the order in which they rang. */
  get callers(): readonly Caller[] {
    return [...this.#callers];
  }

  /**
   * Resolves with the answer that someone in this window gives; `false` if none came while it mattered.
   *
   * @param signal aborted once the newcomer no longer waits.
   */
  ring(newcomer: Newcomer, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (letIn: boolean) => {
        const isWaiting = this.#callers.delete(caller);
        if (isWaiting) {
          resolve(letIn);
          this.#onDidChange.fire();
        }
        return isWaiting;
      };
      const caller: Caller = { newcomer, answer };
      this.#callers.add(caller);
      signal.addEventListener('abort', () => answer(false), { once: true });
      this.#onDidChange.fire();
    });
  }

  dispose(): void {
    for (const caller of this.callers) {
      caller.answer(false);
    }
    this.#onDidChange.dispose();
  }
}
