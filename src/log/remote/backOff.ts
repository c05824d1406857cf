import type { Millis } from '../../core/time.ts';

const first: Millis = 250;
const longest: Millis = 8_000;

/**
 * How long to wait before the next attempt: twice as long after each, up to a limit, and a random half
 * of it less, so that the guests of a host that comes back do not all knock at once.
 */
export class BackOff {
  readonly #random: () => number;
  #delay = first;

  /** @param random a number in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  next(): Millis {
    const delay = this.#delay;
    this.#delay = Math.min(longest, delay * 2);
    return delay * (1 - this.#random() / 2);
  }

  /** Only once caught up: a server that takes a connection and drops it has not been of any use yet. */
  reset(): void {
    this.#delay = first;
  }
}
