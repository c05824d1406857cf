import type { Millis } from '../core/time.ts';
import { type Disposable, toDisposable } from '../util/disposable.ts';

/** Runs things later. Injected, so that a simulation can have its own time. */
export interface Timers {
  after(delay: Millis, run: () => void): Disposable;
  every(interval: Millis, run: () => void): Disposable;
}

/** The machine's timers. None of them keeps a process alive. */
export const systemTimers: Timers = {
  after(delay, run) {
    const timer = setTimeout(run, delay).unref();
    return toDisposable(() => clearTimeout(timer));
  },
  every(interval, run) {
    const timer = setInterval(run, interval).unref();
    return toDisposable(() => clearInterval(timer));
  },
};

/** Resolves after a while. */
export function pause(timers: Timers, delay: Millis): Promise<void> {
  return new Promise((resolve) => {
    timers.after(delay, resolve);
  });
}
