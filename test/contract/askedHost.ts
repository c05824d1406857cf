import type { Newcomer } from '../../src/log/server/sessionServer.ts';

/** A question to the person who started the session, which a test answers. */
export interface Asked {
  readonly newcomer: Newcomer;
  readonly signal: AbortSignal;
  answer(isAllowed: boolean): void;
  fail(error: Error): void;
}

/** The person who started the session, who answers when a test says so. */
export class AskedHost {
  readonly asked: Asked[] = [];
  #onAsked: (() => void) | undefined;

  readonly consent = (newcomer: Newcomer, signal: AbortSignal) =>
    new Promise<boolean>((answer, fail) => {
      this.asked.push({ newcomer, signal, answer, fail });
      this.#onAsked?.();
    });

  /** The question with that number, once it was asked. */
  async question(number: number): Promise<Asked> {
    for (;;) {
      const asked = this.asked[number - 1];
      if (asked !== undefined) {
        return asked;
      }
      await new Promise<void>((resolve) => {
        this.#onAsked = resolve;
      });
    }
  }
}
