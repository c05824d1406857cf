import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is something other than undefined or false; mocha's time limit ends it. */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    await delay(20);
  }
}
