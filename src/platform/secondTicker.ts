import { type Millis, second } from '../core/time.ts';
import { type Disposable, toDisposable } from '../util/disposable.ts';

/**
 * Calls back now and just after each full second of a countdown, so that every display of it changes
 * at the same moment whichever window it is in.
 *
 * @param left what is left of the countdown, in milliseconds; negative once it is over.
 */
export function everySecond(left: () => Millis, tick: () => void): Disposable {
  let timer: NodeJS.Timeout;
  const run = () => {
    tick();
    const untilFull = ((left() % second) + second) % second;
    timer = setTimeout(run, (untilFull === 0 ? second : untilFull) + 1);
  };
  run();
  return toDisposable(() => clearTimeout(timer));
}
