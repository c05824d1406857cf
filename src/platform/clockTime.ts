import type { EpochMs } from '../core/time.ts';

/** A moment as the person reads clocks, to the minute: `14:25`, or `02:25 PM`. */
export function clockTime(at: EpochMs): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
