import type { Revision } from '../../core/logEntry.ts';
import type { Millis } from '../../core/time.ts';
import type { Disposable } from '../../util/disposable.ts';
import { ConflictError, UnavailableError } from '../sessionLog.ts';
import type { Timers } from '../timers.ts';

interface Pending {
  readonly resolve: (revision: Revision) => void;
  readonly reject: (error: Error) => void;
  readonly timeout: Disposable;
}

const patience: Millis = 20_000;

/**
 * Appends that were sent and not answered. When the connection goes first, their callers hear that
 * nothing is known: the events may be in the log. To send the same again is safe, because `after` then
 * conflicts; and whoever decides anew does so on a state that holds them.
 */
export class PendingAppends implements Disposable {
  readonly #timers: Timers;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** The id of the append that will be added next. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  add(): Promise<Revision> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timeout = this.#timers.after(patience, () =>
        this.fail(
          id,
          new UnavailableError("Your partner's window does not answer; try again in a moment."),
        ),
      );
      this.#pending.set(id, { resolve, reject, timeout });
    });
  }

  appended(id: number, revision: Revision): void {
    this.#take(id)?.resolve(revision);
  }

  conflict(id: number, revision: Revision): void {
    this.fail(id, new ConflictError(revision));
  }

  fail(id: number, error: Error): void {
    this.#take(id)?.reject(error);
  }

  dispose(): void {
    for (const id of [...this.#pending.keys()]) {
      this.fail(
        id,
        new UnavailableError(
          'The connection broke before your partner confirmed this; look whether it is there once you are connected again, and repeat it if not.',
        ),
      );
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.timeout.dispose();
    return pending;
  }
}
