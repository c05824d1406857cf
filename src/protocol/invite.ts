import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { err, ok, type Result } from '../util/result.ts';
import { limits } from './limits.ts';
import { addressText, isPrivate, type ServerAddress } from './serverAddress.ts';

/** How to reach a session and the proof of having been invited. Lives as long as the session. */
export interface Invite extends ServerAddress {
  readonly version: 1;
  readonly sessionId: string;
  /** 128 random bits in base64url. Never travels in the clear, never reaches a log. */
  readonly secret: string;
}

const inviteVersion = 1;
const checksumBytes = 4;
/** Lines that a chat or a mail program may have broken one invite into. */
const mostPieces = 20;
/** Longer than any invite with its line breaks, in characters. */
const longestInvite = 5_000;
/** Places in a message where an invite may begin: whatever is pasted, reading it takes no time. */
const mostBeginnings = 50;

const host = v.pipe(v.string(), v.maxLength(255), v.regex(/^[A-Za-z0-9.:_-]+$/));

const payloadSchema = v.strictTuple([
  v.pipe(v.string(), v.minLength(1), v.maxLength(limits.id)),
  v.pipe(v.array(host), v.minLength(1), v.maxLength(limits.hosts)),
  v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65_535)),
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
  v.nullable(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))),
]);

export function newSecret(): string {
  return randomBytes(16).toString('base64url');
}

/** The invite as one word that can be pasted anywhere. */
export function encodeInvite({ sessionId, hosts, port, secret, fingerprint }: Invite): string {
  const payload = Buffer.from(
    JSON.stringify([sessionId, hosts, port, secret, fingerprint ?? null]),
  );
  const word = Buffer.concat([checksum(payload), payload]).toString('base64url');
  return `interpair${inviteVersion}_${word}`;
}

/** The invite as a link that opens the editor. */
export function inviteLink(uriScheme: string, invite: Invite): string {
  return `${uriScheme}://interpair.interpair/join?invite=${encodeInvite(invite)}`;
}

/**
 * Finds the invite in what someone pasted: the word itself, the link, or a message around either, even
 * where a mail program broke it over lines. The error is one sentence for the person who pasted it.
 */
export function parseInvite(pasted: string): Result<Invite, string> {
  const text = pasted.slice(0, 100_000);
  if (text.trim() === '') {
    return err('There is no invite to read; copy the one your partner sent and paste it here.');
  }
  let found: string | undefined;
  for (const match of [...text.matchAll(/interpair(\d{1,6})_/g)].slice(0, mostBeginnings)) {
    if (Number(match[1]) > inviteVersion) {
      found ??=
        'This invite comes from a newer Interpair; update the extension and paste it again.';
      continue;
    }
    const start = match.index + match[0].length;
    const invite = decode(text.slice(start, start + longestInvite));
    if (invite !== undefined) {
      return isPrivate(invite) ? ok(invite) : err(notPrivate(invite));
    }
    found ??=
      'This invite is cut off or altered; ask your partner to copy it again, and paste all of it.';
  }
  return err(
    found ?? 'This is not an Interpair invite; ask your partner to send theirs with Copy Invite.',
  );
}

/** Why an invite that leads beyond this machine without encryption is not followed. */
export function notPrivate(invite: ServerAddress): string {
  return `This invite leads to ${addressText(invite)}, beyond this computer, and has no certificate to encrypt the connection by; ask your partner for a new invite.`;
}

/** Takes the first line, then joins the next ones to it until the checksum fits. */
function decode(text: string): Invite | undefined {
  const pieces = text.split(/\s+/, mostPieces);
  for (let count = 1; count <= pieces.length; count++) {
    const word = /^[A-Za-z0-9_-]*/.exec(pieces.slice(0, count).join(''))?.[0] ?? '';
    const invite = decodeWord(word);
    if (invite !== undefined) {
      return invite;
    }
  }
  return undefined;
}

function decodeWord(word: string): Invite | undefined {
  const bytes = Buffer.from(word, 'base64url');
  const payload = bytes.subarray(checksumBytes);
  if (!checksum(payload).equals(bytes.subarray(0, checksumBytes))) {
    return undefined;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), payloadSchema), payload.toString());
  if (!parsed.success) {
    return undefined;
  }
  const [sessionId, hosts, port, secret, fingerprint] = parsed.output;
  return {
    version: inviteVersion,
    sessionId,
    hosts,
    port,
    secret,
    ...(fingerprint === null ? {} : { fingerprint }),
  };
}

/** Notices a paste that was cut off. Not a protection: whoever makes an invite can make a checksum. */
function checksum(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest().subarray(0, checksumBytes);
}
