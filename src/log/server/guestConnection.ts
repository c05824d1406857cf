import type { LogEntry } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { type Handshake, isProof, newNonce, proofOf } from '../../protocol/proof.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import {
  encodeMessage,
  type GuestMessage,
  largestGuestFrame,
  parseGuestMessage,
  protocolVersion,
  type ServerMessage,
} from '../../protocol/wire.ts';
import { assertNever } from '../../util/assertNever.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { detailForLog, HumanError, messageForPerson } from '../../util/humanError.ts';
import { err, type Result } from '../../util/result.ts';
import type { Channel } from '../channel.ts';
import { Heartbeat } from '../heartbeat.ts';
import { ConflictError, type SessionLog, UnavailableError } from '../sessionLog.ts';
import type { Timers } from '../timers.ts';
import { entryFrames } from './entryFrames.ts';

/** The session that a connection leads to. */
export interface ServedSession {
  readonly sessionId: string;
  readonly secret: string;
  readonly isEnded: boolean;
  readonly timers: Timers;
  /** The session's log as one participant sees it. */
  logOf(participantId: ParticipantId): SessionLog;
  /** Someone proved the secret and is being served. */
  admitted(connection: GuestConnection, participantId: ParticipantId): void;
  /** The connection is over; said once, whether or not it was admitted. */
  closed(connection: GuestConnection): void;
  /** For the output channel. Never holds a secret, a proof or what people wrote. */
  report(detail: string): void;
}

type Proof = Extract<GuestMessage, { type: 'prove' }>;

interface Objection {
  readonly reason: RefusalReason;
  /** For the output channel. */
  readonly detail: string;
}

const handshakeTimeout = 10_000;
/** Frames that a guest may send from one heartbeat to the next; a busy person sends a few. */
const framesPerBeat = 200;
/** A guest that takes nothing while this many bytes wait is cut off; it comes back and catches up. */
const largestBacklog = 8 * 1024 * 1024;

/** Serves one guest over one channel: challenges, catches up, tells new entries, appends what it sends. */
export class GuestConnection implements Disposable {
  readonly #channel: Channel;
  readonly #session: ServedSession;
  readonly #disposables = new DisposableStore();
  readonly #serverNonce = newNonce();
  readonly #heartbeat: Heartbeat;
  readonly #handshake: Disposable;
  #log: SessionLog | undefined;
  #frames = 0;

  constructor(channel: Channel, session: ServedSession) {
    this.#channel = this.#disposables.add(channel);
    this.#session = session;
    this.#disposables.add(channel.onMessage((text) => this.#receive(text)));
    this.#disposables.add(
      channel.onClose(({ detail }) => {
        session.report(`A guest's connection closed: ${detail}.`);
        this.dispose();
      }),
    );
    this.#handshake = this.#disposables.add(
      session.timers.after(handshakeTimeout, () => this.refuse('timeout')),
    );
    this.#heartbeat = this.#disposables.add(
      new Heartbeat(
        session.timers,
        () => {
          this.#frames = 0;
        },
        () => this.dispose(),
      ),
    );
  }

  /** Speaks first; what comes of it may be the end of the connection. */
  challenge(): void {
    this.#send({ type: 'hello', protocol: protocolVersion, nonce: this.#serverNonce });
  }

  /** Tells the guest why, and closes. */
  refuse(reason: RefusalReason): void {
    this.#send({ type: 'refused', reason });
    this.dispose();
  }

  dispose(): void {
    if (!this.#disposables.isDisposed) {
      this.#disposables.dispose();
      this.#session.closed(this);
    }
  }

  #send(message: ServerMessage): void {
    this.#sendFrame(encodeMessage(message));
  }

  #sendFrame(frame: string): void {
    if (this.#disposables.isDisposed) {
      return;
    }
    this.#channel.send(frame);
    if (this.#channel.backlog > largestBacklog) {
      this.#session.report('A guest does not take what is sent to it and was cut off.');
      this.dispose();
    }
  }

  #receive(text: string): void {
    this.#heartbeat.heard();
    this.#frames++;
    const read = this.#read(text);
    if (!read.ok) {
      this.#turnAway(read.error);
    } else if (read.value.type === 'prove') {
      this.#prove(read.value);
    } else if (this.#log === undefined) {
      this.#turnAway({ reason: 'malformed', detail: `"${read.value.type}" before the handshake` });
    } else {
      this.#serve(this.#log, read.value);
    }
  }

  #read(text: string): Result<GuestMessage, Objection> {
    if (this.#frames > framesPerBeat) {
      return err({ reason: 'rate', detail: `over ${framesPerBeat} frames at once` });
    }
    return text.length > largestGuestFrame
      ? err({ reason: 'tooLarge', detail: `a frame of ${text.length} characters` })
      : parseGuestMessage(text);
  }

  #turnAway({ reason, detail }: Objection): void {
    this.#session.report(`A guest was turned away (${reason}): ${detail}.`);
    this.refuse(reason);
  }

  #prove(message: Proof): void {
    const { sessionId, secret, isEnded } = this.#session;
    const { participantId, nonce: guestNonce, seen } = message;
    const handshake = { serverNonce: this.#serverNonce, guestNonce, sessionId, participantId };
    const objection = this.#objection(message, handshake);
    if (objection !== undefined) {
      this.#turnAway(objection);
      return;
    }
    const log = this.#disposables.add(this.#session.logOf(participantId));
    if (!hasEntry(log, seen)) {
      const detail = `it has a revision ${seen.revision} that is not in the log`;
      this.#turnAway({ reason: 'diverged', detail });
      return;
    }
    this.#handshake.dispose();
    const proof = proofOf('server', secret, handshake);
    this.#send({ type: 'welcome', proof, revision: log.revision, at: log.now() });
    this.#tellEntries(log, seen.revision);
    if (isEnded) {
      // Someone who was in the session gets the end of its record; then it is over for them too.
      this.refuse('sessionEnded');
      return;
    }
    this.#log = log;
    this.#session.admitted(this, participantId);
  }

  #objection({ sessionId, proof, seen }: Proof, handshake: Handshake): Objection | undefined {
    if (this.#log !== undefined) {
      return { reason: 'malformed', detail: 'a second handshake' };
    }
    if (sessionId !== handshake.sessionId) {
      return { reason: 'wrongSession', detail: 'its invite is for another session' };
    }
    if (!isProof(proof, 'guest', this.#session.secret, handshake)) {
      return { reason: 'wrongSecret', detail: 'its proof does not fit' };
    }
    if (this.#session.isEnded && seen.revision === 0) {
      return { reason: 'sessionEnded', detail: 'it comes after the end' };
    }
    return undefined;
  }

  #tellEntries(log: SessionLog, after: number): void {
    let behind: LogEntry[] | undefined = [];
    log.subscribe(after, (entry) => {
      if (behind === undefined) {
        this.#send({ type: 'entries', entries: [entry] });
      } else {
        behind.push(entry);
      }
    });
    for (const frame of entryFrames(behind)) {
      this.#sendFrame(frame);
    }
    behind = undefined;
  }

  #serve(log: SessionLog, message: Exclude<GuestMessage, { type: 'prove' }>): void {
    switch (message.type) {
      case 'append':
        void this.#append(log, message);
        return;
      case 'ping':
        this.#send({ type: 'pong', id: message.id, at: log.now() });
        return;
      default:
        assertNever(message);
    }
  }

  async #append(
    log: SessionLog,
    { id, events, after }: Extract<GuestMessage, { type: 'append' }>,
  ): Promise<void> {
    try {
      this.#send({ type: 'appended', id, revision: await log.append(events, after) });
    } catch (error) {
      if (error instanceof ConflictError) {
        this.#send({ type: 'conflict', id, revision: error.revision });
        return;
      }
      if (!(error instanceof HumanError)) {
        this.#session.report(detailForLog(error));
      }
      const because = error instanceof UnavailableError ? 'unavailable' : 'refused';
      this.#send({ type: 'notAppended', id, because, sentence: messageForPerson(error) });
    }
  }
}

/** Whether the newest entry that a guest has is the one that the log has there. */
function hasEntry(log: SessionLog, seen: { revision: number; at: number }): boolean {
  if (seen.revision === 0) {
    return true;
  }
  let found = false;
  let first = true;
  log
    .subscribe(seen.revision - 1, (entry) => {
      found ||= first && entry.at === seen.at;
      first = false;
    })
    .dispose();
  return found;
}
