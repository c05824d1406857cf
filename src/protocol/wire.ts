import * as v from 'valibot';
import { err, ok, type Result } from '../util/result.ts';
import { limits } from './limits.ts';
import {
  epochMs,
  eventsSchema,
  logEntrySchema,
  participantId,
  participantName,
  revision,
} from './logEntry.ts';
import { mismatch } from './mismatch.ts';
import { refusalReasons } from './refusal.ts';

/**
 * Raised when a message changes its meaning, or may hold what the other side can't read, such as a new kind of
 * event. Both sides must have the same one.
 */
export const protocolVersion = 5;

/** Largest frame that a server takes from a guest, in bytes. */
export const largestGuestFrame = 64 * 1024;
/** Largest frame that a guest takes from a server, in bytes. */
export const largestServerFrame = 1024 * 1024;

// With messages of their own: what does not fit must not be quoted in an output channel.
const nonce = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'not a nonce'));
const proof = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'not a proof'));
const pass = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'not a pass'));
const requestId = revision;
const protocol = v.literal(protocolVersion);

/**
 * From guest to server. `prove` answers the server's `hello` and asks for all entries after those that
 * the guest has `seen`; `append` comes after the `welcome`, `ping` after it or the `waiting`.
 */
const guestMessageSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('prove'),
    protocol,
    sessionId: v.pipe(v.string(), v.maxLength(limits.id)),
    participantId,
    /** How the person who started the session is asked about a newcomer. */
    name: participantName,
    nonce,
    proof,
    /** Of the pass, by someone who was let in before. */
    memberProof: v.exactOptional(proof),
    /** The newest entry that the guest has, told by its revision and time; both 0 for none. */
    seen: v.strictObject({ revision, at: epochMs }),
    /** The window comes back by itself; no person asks to be let in. */
    returning: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('append'),
    id: requestId,
    after: revision,
    events: eventsSchema,
  }),
  v.strictObject({ type: v.literal('ping'), id: requestId }),
]);
export type GuestMessage = v.InferOutput<typeof guestMessageSchema>;

/**
 * From server to guest. `hello` opens every connection; all but it, `refused`, `waiting` and `pong` follow a
 * `welcome`.
 */
const serverMessageSchema = v.variant('type', [
  v.strictObject({ type: v.literal('hello'), protocol, nonce }),
  /** The person who started the session is being asked; the answer is `welcome` or `refused`. */
  v.strictObject({ type: v.literal('waiting'), proof }),
  /** `revision` is where catching up ends; `at` is the log's clock. With `pass` the guest comes back. */
  v.strictObject({ type: v.literal('welcome'), proof, pass, revision, at: epochMs }),
  v.strictObject({ type: v.literal('entries'), entries: v.array(logEntrySchema) }),
  v.strictObject({ type: v.literal('appended'), id: requestId, revision }),
  v.strictObject({ type: v.literal('conflict'), id: requestId, revision }),
  /** The home of the log refused the events, or could not write them; `sentence` is for the person. */
  v.strictObject({
    type: v.literal('notAppended'),
    id: requestId,
    because: v.picklist(['refused', 'unavailable']),
    sentence: v.pipe(v.string(), v.maxLength(limits.text)),
  }),
  v.strictObject({ type: v.literal('pong'), id: requestId, at: epochMs }),
  /** With the `proof` it is the session that says so; whoever has not proven the secret gets none. */
  v.strictObject({
    type: v.literal('refused'),
    reason: v.picklist(refusalReasons),
    proof: v.exactOptional(proof),
  }),
]);
export type ServerMessage = v.InferOutput<typeof serverMessageSchema>;

/** Why a message could not be read. */
export interface Unreadable {
  readonly reason: 'version' | 'malformed';
  /** For the output channel. */
  readonly detail: string;
}

export function encodeMessage(message: GuestMessage | ServerMessage): string {
  return JSON.stringify(message);
}

export function parseGuestMessage(text: string): Result<GuestMessage, Unreadable> {
  return parse(guestMessageSchema, text);
}

export function parseServerMessage(text: string): Result<ServerMessage, Unreadable> {
  return parse(serverMessageSchema, text);
}

const otherVersion = v.object({ protocol: v.pipe(v.number(), v.notValue(protocolVersion)) });

function parse<T>(schema: v.GenericSchema<unknown, T>, text: string): Result<T, Unreadable> {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  if (!json.success) {
    return err({ reason: 'malformed', detail: 'not JSON' });
  }
  const parsed = v.safeParse(schema, json.output, { abortEarly: true });
  if (parsed.success) {
    return ok(parsed.output);
  }
  return err({
    reason: v.is(otherVersion, json.output) ? 'version' : 'malformed',
    detail: mismatch(parsed.issues),
  });
}
