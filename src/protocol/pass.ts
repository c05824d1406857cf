import { createHmac } from 'node:crypto';
import type { ParticipantId } from '../core/participant.ts';

const passBytes = 16;

/**
 * What someone who was let into a session comes back with: 128 bits, base64url. Ids are there for everyone
 * to read in the log; a pass is told to its participant alone, and follows from the session's key, so that
 * a host that restarts knows it again.
 *
 * @param passKey 128 random bits, base64url, known to the host alone.
 */
export function passOf(passKey: string, participantId: ParticipantId): string {
  return createHmac('sha256', Buffer.from(passKey, 'base64url'))
    .update(JSON.stringify(['interpair', 'pass', participantId]))
    .digest()
    .subarray(0, passBytes)
    .toString('base64url');
}
