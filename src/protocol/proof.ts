import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ParticipantId } from '../core/participant.ts';
import { protocolVersion } from './wire.ts';

/** What both sides know once the challenge and its answer are there. */
export interface Handshake {
  readonly serverNonce: string;
  readonly guestNonce: string;
  readonly sessionId: string;
  readonly participantId: ParticipantId;
}

/** `member` is a guest who was let in before, and proves the pass that they were given then. */
export type Prover = 'guest' | 'member' | 'server';

export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * Proves knowledge of the invite's secret, or of a pass, without sending it: HMAC-SHA-256 over everything
 * that makes this handshake this one, in base64url. Each side names itself, so none can echo another's proof.
 */
export function proofOf(prover: Prover, secret: string, handshake: Handshake): string {
  const { serverNonce, guestNonce, sessionId, participantId } = handshake;
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(
      JSON.stringify([
        'interpair',
        protocolVersion,
        prover,
        serverNonce,
        guestNonce,
        sessionId,
        participantId,
      ]),
    )
    .digest('base64url');
}

/** Compares in constant time. */
export function isProof(
  claimed: string,
  prover: Prover,
  secret: string,
  handshake: Handshake,
): boolean {
  const expected = Buffer.from(proofOf(prover, secret, handshake));
  const actual = Buffer.from(claimed);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
