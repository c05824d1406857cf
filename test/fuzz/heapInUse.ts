import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Megabytes on the heap that something still needs. */
export function heapInUse(): number {
  if (typeof collectGarbage === 'function') {
    collectGarbage();
    collectGarbage();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}
