import type { EpochMs } from '../core/time.ts';
import { second } from '../core/time.ts';
import { type Disposable, toDisposable } from '../util/disposable.ts';

/**
 * Calls back now and just after each full second of a clock, so that every display of that clock
 * changes at the same moment whichever window it is in.
 *
 * @param phase what the clock that is displayed counts down to; its remainder decides when a second is full.
 */
export function everySecond(
  now: () => EpochMs,
  phase: () => EpochMs,
  tick: () => void,
): Disposable {
  let timer: NodeJS.Timeout;
  const schedule = () => {
    tick();
    const untilFull = (((phase() - now()) % second) + second) % second;
    timer = setTimeout(schedule, untilFull + 1);
  };
  schedule();
  return toDisposable(() => clearTimeout(timer));
}
