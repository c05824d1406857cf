import assert from 'node:assert/strict';
import { ConflictError, type SessionLog } from '../../src/log/sessionLog.ts';
import { entriesUpTo } from './collect.ts';
import { question } from './events.ts';

/** Makes `count` appends of `together` questions, each as often as it takes. */
export async function appendPatiently(
  log: SessionLog,
  prefix: string,
  count: number,
  together = 1,
): Promise<void> {
  for (let index = 0; index < count; ) {
    const events = Array.from({ length: together }, (_, part) =>
      question(part === 0 ? `${prefix}${index}` : `${prefix}${index}+${part}`),
    );
    try {
      await entriesUpTo(log, await log.append(events, log.revision));
      index++;
    } catch (error) {
      assert.ok(error instanceof ConflictError);
      await entriesUpTo(log, error.revision);
    }
  }
}
