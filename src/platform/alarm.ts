import { type EpochMs, type Millis, second } from '../core/time.ts';
import type { Timers } from '../log/timers.ts';
import type { Disposable } from '../util/disposable.ts';

/** A timer may stand still while the machine sleeps, so the clock is looked at this often. */
const longestWait: Millis = 15 * second;

/** Rings once when a clock has reached a moment, soon after the machine wakes if it slept through it. */
export class Alarm implements Disposable {
  readonly #timers: Timers;
  #timer: Disposable | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Takes the place of what was set before. */
  set(at: EpochMs, now: () => EpochMs, ring: () => void): void {
    this.clear();
    const wait = Math.min(Math.max(0, Math.ceil(at - now())), longestWait);
    this.#timer = this.#timers.after(wait, () => {
      if (now() >= at) {
        this.#timer = undefined;
        ring();
      } else {
        this.set(at, now, ring);
      }
    });
  }

  clear(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  dispose(): void {
    this.clear();
  }
}
