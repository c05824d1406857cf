import * as v from 'valibot';
import type { SessionEvent } from '../core/event.ts';
import { limits } from '../protocol/limits.ts';
import { sessionEventSchema } from '../protocol/logEntry.ts';
import { mismatch } from '../protocol/mismatch.ts';
import { RefusedError } from './sessionLog.ts';

/** Holds events to the schema before they are appended, so that nobody gets an entry they can't take. */
export function throwIfUnfit(events: readonly SessionEvent[]): void {
  if (events.length > limits.events) {
    throw new RefusedError('This is too much to record at once; do it in smaller steps.');
  }
  for (const event of events) {
    const fits = v.safeParse(sessionEventSchema, event);
    if (!fits.success) {
      throw new RefusedError(
        `This can't be recorded (${mismatch(fits.issues)}); correct or shorten it and try again.`,
      );
    }
  }
}
