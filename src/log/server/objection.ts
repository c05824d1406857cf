import type { ParticipantId } from '../../core/participant.ts';
import { type Handshake, isProof } from '../../protocol/proof.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import type { GuestMessage } from '../../protocol/wire.ts';

/** What a session knows of someone: never seen, in it (here or away), or removed from it. */
export type Standing = 'unknown' | 'member' | 'removed';

export type Prove = Extract<GuestMessage, { type: 'prove' }>;

/** Why a guest is turned away. */
export interface Objection {
  readonly reason: RefusalReason;
  /** For the output channel. */
  readonly detail: string;
}

interface Entrance {
  readonly secret: string;
  readonly isEnded: boolean;
  standingOf(id: ParticipantId): Standing;
  passOf(id: ParticipantId): string;
}

/** What is wrong with a guest's answer to the challenge; nothing if it may come in or ask to. */
export function objectionTo(
  { sessionId, proof, memberProof, seen }: Prove,
  handshake: Handshake,
  entrance: Entrance,
): Objection | undefined {
  if (sessionId !== handshake.sessionId) {
    return { reason: 'wrongSession', detail: 'its invite is for another session' };
  }
  if (!isProof(proof, 'guest', entrance.secret, handshake)) {
    return { reason: 'wrongSecret', detail: 'its proof does not fit' };
  }
  const { participantId } = handshake;
  const standing = entrance.standingOf(participantId);
  // Someone who was in the session gets the end of its record.
  if (entrance.isEnded && (seen.revision === 0 || standing !== 'member')) {
    return { reason: 'sessionEnded', detail: 'it comes after the end' };
  }
  const pass = entrance.passOf(participantId);
  if (standing !== 'unknown' && !isProof(memberProof ?? '', 'member', pass, handshake)) {
    return { reason: 'notYou', detail: 'it claims to be someone whose pass it does not have' };
  }
  return undefined;
}
