import type { ParticipantId } from '../../core/participant.ts';
import { type Handshake, isProof } from '../../protocol/proof.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import type { GuestMessage } from '../../protocol/wire.ts';
import type { Newcomer } from './consents.ts';

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
  readonly consents: { isGiven(newcomer: Newcomer): boolean };
  readonly isEnded: boolean;
  standingOf(id: ParticipantId): Standing;
  passOf(id: ParticipantId): string;
}

/** Why a guest is taken for a stranger: its answer to the challenge proves nothing. */
export function objectionToStranger(
  { sessionId, proof }: Prove,
  handshake: Handshake,
  { secret }: Pick<Entrance, 'secret'>,
): Objection | undefined {
  if (sessionId !== handshake.sessionId) {
    return { reason: 'wrongSession', detail: 'its invite is for another session' };
  }
  if (!isProof(proof, 'guest', secret, handshake)) {
    return { reason: 'wrongSecret', detail: 'its proof does not fit' };
  }
  return undefined;
}

/** Why someone who has the invite may neither come in nor ask to. */
export function objectionToPerson(
  { participantId, name, memberProof, seen, returning }: Prove,
  handshake: Handshake,
  entrance: Entrance,
): Objection | undefined {
  const standing = entrance.standingOf(participantId);
  // Someone who was in the session gets the end of its record.
  if (entrance.isEnded && (seen.revision === 0 || standing !== 'member')) {
    return { reason: 'sessionEnded', detail: 'it comes after the end' };
  }
  const pass = entrance.passOf(participantId);
  if (standing !== 'unknown' && !isProof(memberProof ?? '', 'member', pass, handshake)) {
    return { reason: 'notYou', detail: 'it claims to be someone whose pass it does not have' };
  }
  // A window that comes back by itself: nobody is to be asked about it.
  if (returning && standing === 'removed') {
    return { reason: 'removed', detail: 'it was removed while it was away' };
  }
  if (returning && standing === 'unknown' && !entrance.consents.isGiven({ participantId, name })) {
    return { reason: 'notYou', detail: 'it comes back, and nobody knows it' };
  }
  return undefined;
}
