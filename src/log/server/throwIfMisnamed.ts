import type { SessionEvent } from '../../core/event.ts';
import { RefusedError } from '../sessionLog.ts';

/**
 * A guest joins by the name that it came in with, which is the one that was asked about.
 *
 * @throws {RefusedError} if it joins by another.
 */
export function throwIfMisnamed(events: readonly SessionEvent[], name: string): void {
  for (const event of events) {
    const joins = event.type === 'participantJoined' || event.type === 'participantReturned';
    if (joins && event.name !== name) {
      throw new RefusedError(
        `This window was let in as ${name} and can't join by another name; leave and join again to change it.`,
      );
    }
  }
}
