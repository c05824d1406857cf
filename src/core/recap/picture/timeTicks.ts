import { type EpochMs, hour, type Millis, minute, second } from '../../time.ts';
import type { SessionClock } from '../sessionClock.ts';

/** A moment on the axis of time. */
export interface Tick {
  readonly at: EpochMs;
  readonly label: string;
  /** A day begins here. */
  readonly isDay: boolean;
}

const day = 24 * hour;
const steps: readonly Millis[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
];

/** Round moments of the zone's own clock, at most so many. */
export function timeTicks(
  from: EpochMs,
  to: EpochMs,
  clock: SessionClock,
  most: number,
): readonly Tick[] {
  const step = stepFor((to - from) / most);
  const ticks: Tick[] = [];
  const last = to + clock.offset(to);
  for (let local = ceilTo(from + clock.offset(from), step); local <= last; local += step) {
    // The clock may have been put forward or back since the tick before.
    const at = local - clock.offset(local - clock.offset(local));
    const since = at - (ticks.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
    if (at >= from && at <= to && since > step / 2) {
      const isDay = local % day === 0;
      ticks.push({ at, isDay, label: isDay ? clock.shortDate(at) : time(at, step, clock) });
    }
  }
  return ticks;
}

function time(at: EpochMs, step: Millis, clock: SessionClock): string {
  return step < minute ? clock.exactTimeOfDay(at) : clock.timeOfDay(at);
}

/** Days double from a day on. */
function stepFor(least: Millis): Millis {
  const found = steps.find((step) => step >= least);
  return found ?? day * 2 ** Math.max(0, Math.ceil(Math.log2(least / day)));
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
