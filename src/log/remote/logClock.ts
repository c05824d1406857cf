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
  /** The offset was off by this much at most when it was taken. */
  readonly error: Millis;
  /** When that was, on the local clock. */
  readonly taken: Millis;
}

/** Two clocks drift apart by this share of the time that passes: each by one in 20 000, 3 ms a minute. */
const drift = 2 / 20_000;
/** Old samples go. */
const window = 12;
/** Both clocks tell whole milliseconds. */
const rounding: Millis = 2;

/**
 * The log's clock, seen from afar: a monotonic local clock and an offset. The truth lies within half a
 * round trip of what a sample says, and of what drifted since, so the sample for which that is least is the
 * one to believe (Cristian, "Probabilistic clock synchronization", 1989).
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
    const estimate = { offset: at - (sent + error), error, taken: received };
    const before = best(this.#estimates);
    const jumped =
      before !== undefined &&
      Math.abs(before.offset - estimate.offset) >
        before.error + drift * (received - before.taken) + estimate.error + rounding;
    // Two samples that can't both be right: a machine slept or a clock was set, so the new one counts.
    this.#estimates = jumped ? [estimate] : [...this.#estimates, estimate].slice(-window);
  }

  /** The machine slept and the local clock missed this much of it: a guess, until the next sample. */
  slept(missed: Millis): void {
    const before = best(this.#estimates);
    this.#estimates =
      before === undefined
        ? []
        : [{ ...before, offset: before.offset + missed, error: Number.POSITIVE_INFINITY }];
  }
}

/** Up to what is the same for all estimates at a moment. */
function errorNow({ error, taken }: Estimate): Millis {
  return error - drift * taken;
}

function best(estimates: readonly Estimate[]): Estimate | undefined {
  let found: Estimate | undefined;
  for (const estimate of estimates) {
    if (found === undefined || errorNow(estimate) <= errorNow(found)) {
      found = estimate;
    }
  }
  return found;
}
