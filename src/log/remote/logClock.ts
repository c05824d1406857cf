import type { EpochMs, Millis } from '../../core/time.ts';

/** A question to the log's clock and its answer. `sent` and `received` are on the local clock. */
export interface ClockSample {
  readonly sent: Millis;
  readonly received: Millis;
  readonly at: EpochMs;
}

interface Estimate {
  /** The log's clock less the local one. */
  readonly offset: Millis;
  /** The offset is off by this much at most. */
  readonly error: Millis;
}

/** Old samples go, because clocks drift apart: one in 20 000 is usual, 3 ms a minute. */
const window = 12;
/** Both clocks tell whole milliseconds. */
const rounding: Millis = 2;

/**
 * The log's clock, seen from afar: a monotonic local clock and an offset. The truth lies within half a
 * round trip of what a sample says, so the sample with the smallest round trip is the one to believe
 * (Cristian, "Probabilistic clock synchronization", 1989).
 */
export class LogClock {
  readonly #local: () => Millis;
  #estimates: readonly Estimate[] = [];

  constructor(local: () => Millis) {
    this.#local = local;
  }

  get local(): Millis {
    return this.#local();
  }

  now(): EpochMs {
    return Math.round(this.#local() + (best(this.#estimates)?.offset ?? 0));
  }

  add({ sent, received, at }: ClockSample): void {
    const error = (received - sent) / 2;
    const estimate = { offset: at - (sent + error), error };
    const before = best(this.#estimates);
    const jumped =
      before !== undefined &&
      Math.abs(before.offset - estimate.offset) > before.error + estimate.error + rounding;
    // Two samples that can't both be right: a machine slept or a clock was set, so the new one counts.
    this.#estimates = jumped ? [estimate] : [...this.#estimates, estimate].slice(-window);
  }

  /** The machine slept and the local clock missed this much of it: a guess, until the next sample. */
  slept(missed: Millis): void {
    const before = best(this.#estimates);
    this.#estimates =
      before === undefined
        ? []
        : [{ offset: before.offset + missed, error: Number.POSITIVE_INFINITY }];
  }
}

function best(estimates: readonly Estimate[]): Estimate | undefined {
  let found: Estimate | undefined;
  for (const estimate of estimates) {
    if (found === undefined || estimate.error <= found.error) {
      found = estimate;
    }
  }
  return found;
}
