import type { LogEntry } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { minute } from '../../core/time.ts';
import { newNonce, proofOf } from '../../protocol/proof.ts';
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
import type { Answer, Consents, Newcomer } from './consents.ts';
import { entryFrames } from './entryFrames.ts';
import { hasEntry } from './hasEntry.ts';
import {
  type Key,
  type Objection,
  objectionToPerson,
  type Prove,
  provenKey,
  type Standing,
} from './objection.ts';
import { throwIfMisnamed } from './throwIfMisnamed.ts';

/** The session that a connection leads to. */
export interface ServedSession {
  readonly sessionId: string;
  /** Each of them opens the session. */
  readonly keys: readonly Key[];
  readonly isEnded: boolean;
  readonly timers: Timers;
  readonly consents: Consents;
  standingOf(participantId: ParticipantId): Standing;
  isNameTaken(newcomer: Newcomer): boolean;
  hasRemoved(): boolean;
  passOf(participantId: ParticipantId): string;
  /** The session's log as one participant sees it. */
  logOf(participantId: ParticipantId): SessionLog;
  /** Someone was let in and is being served. */
  admitted(connection: GuestConnection, participantId: ParticipantId): void;
  /** The connection is over; said once, whether or not it was admitted. */
  closed(connection: GuestConnection): void;
  /** For the output channel. Never holds a secret, a proof or what people wrote. */
  report(detail: string): void;
}

const handshakeTimeout = 10_000;
/** How long a newcomer waits for the person who started the session. */
const consentTimeout = 2 * minute;
/** Frames that a guest may send from one heartbeat to the next; a busy person sends a few. */
const framesPerBeat = 200;
/** Bytes that it may send in them; a busy person sends a few thousand. */
const bytesPerBeat = 1024 * 1024;
/** A guest that takes nothing while this many bytes wait is cut off; it comes back and catches up. */
const largestBacklog = 8 * 1024 * 1024;

/**
 * Serves one guest over one channel: challenges, has a newcomer wait to be let in, catches up, tells new
 * entries, appends what it sends.
 */
export class GuestConnection implements Disposable {
  readonly #channel: Channel;
  readonly #session: ServedSession;
  readonly #disposables = new DisposableStore();
  readonly #serverNonce = newNonce();
  readonly #heartbeat: Heartbeat;
  readonly #handshake: Disposable;
  /** That the session is the one of the invite; there once the guest has proven the secret. */
  #proof: string | undefined;
  #name = '';
  /** There once the guest may come in or ask to. */
  #log: SessionLog | undefined;
  #isAdmitted = false;
  #frames = 0;
  #bytes = 0;

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
          this.#bytes = 0;
        },
        () => this.dispose(),
      ),
    );
  }

  /** The guest has proven that it was invited. */
  get isProven(): boolean {
    return this.#proof !== undefined;
  }

  /** Speaks first; what comes of it may be the end of the connection. */
  challenge(): void {
    this.#send({ type: 'hello', protocol: protocolVersion, nonce: this.#serverNonce });
  }

  /** Tells the guest why, and closes. */
  refuse(reason: RefusalReason): void {
    const proof = this.#proof;
    this.#send({ type: 'refused', reason, ...(proof === undefined ? {} : { proof }) });
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
    this.#bytes += Buffer.byteLength(text);
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
    if (this.#frames > framesPerBeat || this.#bytes > bytesPerBeat) {
      const detail = `${this.#frames} frames with ${this.#bytes} bytes at once`;
      return err({ reason: 'rate', detail });
    }
    return text.length > largestGuestFrame
      ? err({ reason: 'tooLarge', detail: `a frame of ${text.length} characters` })
      : parseGuestMessage(text);
  }

  #turnAway({ reason, detail }: Objection): void {
    this.#session.report(`A guest was turned away (${reason}): ${detail}.`);
    this.refuse(reason);
  }

  #prove(message: Prove): void {
    if (this.#log !== undefined) {
      this.#turnAway({ reason: 'malformed', detail: 'a second handshake' });
      return;
    }
    const { sessionId, keys, consents } = this.#session;
    const { participantId, name, nonce: guestNonce } = message;
    const handshake = { serverNonce: this.#serverNonce, guestNonce, sessionId, participantId };
    const key = provenKey(message, handshake, keys);
    if (!key.ok) {
      this.#turnAway(key.error);
      return;
    }
    const proof = proofOf('server', key.value.secret, handshake);
    this.#proof = proof;
    this.#name = name;
    const objection = objectionToPerson(message, handshake, key.value, this.#session);
    if (objection !== undefined) {
      this.#turnAway(objection);
      return;
    }
    this.#handshake.dispose();
    const log = this.#disposables.add(this.#session.logOf(participantId));
    this.#log = log;
    const admit = () => this.#admit(message, log, proof);
    const newcomer = { participantId, name };
    const standing = this.#session.standingOf(participantId);
    // Whoever was removed has to ask, however they come, and whoever they say they are.
    const isFree = key.value.isOpen && standing !== 'removed' && !this.#session.hasRemoved();
    if (standing === 'member' || isFree || consents.isGiven(newcomer)) {
      admit();
    } else {
      const namesake = this.#session.isNameTaken(newcomer) && ({ namesake: true } as const);
      this.#ask({ ...newcomer, ...namesake }, proof, admit);
    }
  }

  /** Nothing of the log is told meanwhile. */
  #ask(newcomer: Newcomer, proof: string, admit: () => void): void {
    const { consents, timers } = this.#session;
    const isOver = (answer: Answer) => {
      timeout.dispose();
      if (answer === 'allowed') {
        admit();
      } else {
        this.#turnAway({ reason: answer, detail: 'the person who started the session was asked' });
      }
    };
    const question = consents.ask(newcomer, isOver);
    if (question === undefined) {
      this.#turnAway({ reason: 'busy', detail: 'no newcomers are asked about now' });
      return;
    }
    this.#disposables.add(question);
    const timeout = this.#disposables.add(timers.after(consentTimeout, () => isOver('noAnswer')));
    this.#send({ type: 'waiting', proof });
  }

  #admit({ participantId, seen }: Prove, log: SessionLog, proof: string): void {
    if (!hasEntry(log, seen)) {
      const detail = `it has a revision ${seen.revision} that is not in the log`;
      this.#turnAway({ reason: 'diverged', detail });
      return;
    }
    const pass = this.#session.passOf(participantId);
    this.#send({ type: 'welcome', proof, pass, revision: log.revision, at: log.now() });
    this.#tellEntries(log, seen.revision);
    if (this.#session.isEnded) {
      // Someone who was in the session gets the end of its record; then it is over for them too.
      this.refuse('sessionEnded');
      return;
    }
    this.#isAdmitted = true;
    this.#session.admitted(this, participantId);
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
        if (this.#isAdmitted) {
          void this.#append(log, message);
        } else {
          this.#turnAway({ reason: 'malformed', detail: '"append" before it was let in' });
        }
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
      throwIfMisnamed(events, this.#name);
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
