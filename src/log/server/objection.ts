import type { ParticipantId } from '../../core/participant.ts';
import { type Handshake, isProof } from '../../protocol/proof.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import type { GuestMessage } from '../../protocol/wire.ts';
import { err, ok, type Result } from '../../util/result.ts';
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

/** What a guest proves to have. */
export interface Key {
  readonly secret: string;
  /** Whoever has it comes in unasked. */
  readonly isOpen: boolean;
}

interface Entrance {
  readonly consents: { isGiven(newcomer: Newcomer): boolean };
  readonly isEnded: boolean;
  standingOf(id: ParticipantId): Standing;
  passOf(id: ParticipantId): string;
}

/** The key that a guest's answer to the challenge proves; where it proves none, it is taken for a stranger. */
export function provenKey(
  { sessionId, proof }: Prove,
  handshake: Handshake,
  keys: readonly Key[],
): Result<Key, Objection> {
  if (sessionId !== handshake.sessionId) {
    return err({ reason: 'wrongSession', detail: 'its invite is for another session' });
  }
  const key = keys.find(({ secret }) => isProof(proof, 'guest', secret, handshake));
  return key === undefined
    ? err({ reason: 'wrongSecret', detail: 'its proof does not fit' })
    : ok(key);
}

/** Why someone who has the invite may neither come in nor ask to. */
export function objectionToPerson(
  { participantId, name, memberProof, seen, returning }: Prove,
  handshake: Handshake,
  { isOpen }: Key,
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
  const isAwaited = isOpen || entrance.consents.isGiven({ participantId, name });
  if (returning && standing === 'unknown' && !isAwaited) {
    return { reason: 'notYou', detail: 'it comes back, and nobody knows it' };
  }
  return undefined;
}
