import type { EpochMs, Millis } from '../../core/time.ts';

/**
 * A clock that never goes back. When the one that it follows is set back, it goes on from where it was, at
 * the usual pace, and follows again once that one has caught up.
 */
export class ForwardClock {
  readonly #clock: () => EpochMs;
  #latest: EpochMs;
  /** How far this clock is before the one that it follows. */
  #ahead: Millis = 0;

  /** @param notBefore where to go on from, such as the newest entry of a log. */
  constructor(clock: () => EpochMs, notBefore: EpochMs) {
    this.#clock = clock;
    this.#latest = notBefore;
  }

  now(): EpochMs {
    const time = this.#clock();
    if (time >= this.#latest) {
      this.#ahead = 0;
    } else if (time + this.#ahead < this.#latest) {
      this.#ahead = this.#latest - time;
    }
    this.#latest = time + this.#ahead;
    return this.#latest;
  }
}
