import { type EpochMs, type Millis, second } from '../core/time.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Timers } from './timers.ts';

const interval: Millis = 2 * second;
/** A busy machine may run a timer late; one that comes later than this has slept. */
const longestDelay: Millis = 10 * second;

interface Clocks {
  readonly timers: Timers;
  /** Moves on while the machine sleeps. */
  readonly wallClock: () => EpochMs;
  /** May stand still while the machine sleeps. */
  readonly steadyClock: () => Millis;
}

/** Notices that the machine has slept: the time of day went much further than a timer should have waited. */
export class WakeWatch implements Disposable {
  readonly #timer: Disposable;

  /** @param onWake told how much of the sleep the steady clock missed. */
  constructor({ timers, wallClock, steadyClock }: Clocks, onWake: (missed: Millis) => void) {
    let before = { wall: wallClock(), steady: steadyClock() };
    this.#timer = timers.every(interval, () => {
      const now = { wall: wallClock(), steady: steadyClock() };
      const passed = now.wall - before.wall;
      const missed = passed - (now.steady - before.steady);
      before = now;
      if (passed > interval + longestDelay) {
        onWake(missed);
      }
    });
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
