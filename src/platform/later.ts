import type { Millis } from '../core/time.ts';
import { systemTimers, type Timers } from '../log/timers.ts';
import type { Disposable } from '../util/disposable.ts';

/** Does one thing a while after it was last put off. */
export class Later implements Disposable {
  readonly #act: () => void;
  readonly #timers: Timers;
  #timer: Disposable | undefined;

  constructor(act: () => void, timers: Timers = systemTimers) {
    this.#act = act;
    this.#timers = timers;
  }

  /** @param wait from now, in the place of what was set before. */
  in(wait: Millis): void {
    this.cancel();
    this.#timer = this.#timers.after(wait, this.#act);
  }

  cancel(): void {
    this.#timer?.dispose();
  }

  dispose(): void {
    this.cancel();
  }
}
