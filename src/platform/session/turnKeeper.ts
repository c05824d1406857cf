import { type EpochMs, type Millis, second } from '../../core/time.ts';
import { type Due, turnDue } from '../../core/turnDue.ts';
import { RefusedError } from '../../log/sessionLog.ts';
import type { SessionReplica } from '../../log/sessionReplica.ts';
import type { Timers } from '../../log/timers.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Alarm } from '../alarm.ts';

/** After a failed attempt the next one comes this much later. */
const retryAfter: Millis = 2 * second;

/**
 * Notices on behalf of a participant what comes by itself: that a turn is over, that its grace period
 * or a break is, that the driver is gone. Every participant's window does; the first to append wins and
 * the others find nothing left to do.
 */
export class TurnKeeper implements Disposable {
  readonly #replica: SessionReplica;
  readonly #onError: (error: unknown) => void;
  readonly #disposables = new DisposableStore();
  readonly #alarm: Alarm;
  /** The attempt before failed: the next failure is not news. */
  #failing = false;

  constructor(replica: SessionReplica, timers: Timers, onError: (error: unknown) => void) {
    this.#replica = replica;
    this.#alarm = this.#disposables.add(new Alarm(timers));
    this.#onError = onError;
    this.#disposables.add(replica.onDidChange(() => this.#schedule()));
    this.#schedule();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #schedule(notBefore: EpochMs = 0): void {
    this.#alarm.clear();
    const due = this.#due();
    if (due !== undefined && !this.#disposables.isDisposed) {
      this.#alarm.set(
        Math.max(due.at, notBefore),
        () => this.#replica.now(),
        () => void this.#act(),
      );
    }
  }

  async #act(): Promise<void> {
    const due = this.#due();
    if (due === undefined) {
      return;
    }
    const { session } = this.#replica;
    try {
      await this.#replica.dispatch(due.command);
      this.#failing = false;
      // It led to nothing, too early or too late after all: a guest's clock may have been set meanwhile.
      if (this.#replica.session === session) {
        this.#schedule(this.#replica.now() + retryAfter);
      }
    } catch (error) {
      if (!this.#disposables.isDisposed) {
        if (!this.#failing) {
          this.#onError(error);
        }
        this.#failing = true;
        // A refusal stands until something changes, and a change schedules anew.
        if (!(error instanceof RefusedError)) {
          this.#schedule(this.#replica.now() + retryAfter);
        }
      }
    }
  }

  #due(): Due | undefined {
    const { session } = this.#replica;
    return session && turnDue(session, this.#replica.now());
  }
}
