import type { Millis } from '../core/time.ts';
import type { Timers } from '../log/timers.ts';

/** What comes of something that may never settle: `undefined` if that takes too long. It goes on by itself. */
export async function inTime<T>(
  work: Promise<T>,
  timers: Timers,
  patience: Millis,
): Promise<T | undefined> {
  let settled = () => {};
  const late = new Promise<undefined>((resolve) => {
    const waiting = timers.after(patience, () => resolve(undefined));
    settled = () => waiting.dispose();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    settled();
  }
}
