import type { SessionEvent } from '../../core/event.ts';
import type { LogEntry, Revision } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { EpochMs, Millis } from '../../core/time.ts';
import type { Invite } from '../../protocol/invite.ts';
import { type Handshake, isProof, newNonce, proofOf } from '../../protocol/proof.ts';
import { isPassing, type RefusalReason, refusalText } from '../../protocol/refusal.ts';
import { addressText } from '../../protocol/serverAddress.ts';
import {
  encodeMessage,
  type GuestMessage,
  largestGuestFrame,
  parseServerMessage,
  protocolVersion,
  type ServerMessage,
} from '../../protocol/wire.ts';
import { assertNever } from '../../util/assertNever.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { Channel, ChannelEnd } from '../channel.ts';
import { Heartbeat } from '../heartbeat.ts';
import { RefusedError, UnavailableError } from '../sessionLog.ts';
import { throwIfUnfit } from '../throwIfUnfit.ts';
import type { Timers } from '../timers.ts';
import type { LogClock } from './logClock.ts';
import { PendingAppends } from './pendingAppends.ts';

/** Why a link is over. `final`: another attempt with the same invite will meet the same. */
export interface LinkEnd {
  readonly isFinal: boolean;
  /** For the person. */
  readonly reason: string;
  /** Absent where nobody said it, because the connection broke. */
  readonly refusal?: RefusalReason;
  /** Whoever said it has proven that it is the session. */
  readonly isProven: boolean;
  /** Whatever was met, it was not the session; it may be on another port. */
  readonly isElsewhere: boolean;
}

export interface LinkOptions {
  readonly channel: Channel;
  readonly invite: Invite;
  readonly participantId: ParticipantId;
  readonly name: string;
  /** Given by an earlier welcome; with it the participant comes back as who they were. */
  readonly pass: string | undefined;
  /** This participant was let in before, and no person asks for it now. */
  readonly returning: boolean;
  /** The newest entry that is here already. */
  readonly seen: { readonly revision: Revision; readonly at: EpochMs };
  readonly clock: LogClock;
  readonly timers: Timers;
  /** The person who started the session is being asked whether this guest may come in. */
  readonly onWaiting: () => void;
  readonly onPass: (pass: string) => void;
  /** Takes entries and answers the revision reached; `undefined` if some are missing before them. */
  readonly onEntries: (entries: readonly LogEntry[]) => Revision | undefined;
  /** All that was there when the link was made is here now. */
  readonly onCaughtUp: () => void;
  /** Said once; not after `dispose`. */
  readonly onEnd: (end: LinkEnd) => void;
}

/** One connection to the server, from its hello to its end. */
export class ServerLink implements Disposable {
  readonly #options: LinkOptions;
  readonly #disposables = new DisposableStore();
  readonly #appends: PendingAppends;
  readonly #heartbeat: Heartbeat;
  readonly #pings = new Map<number, number>();
  #handshake: Handshake | undefined;
  /** The server has proven that it knows the invite's secret. */
  #isBelieved = false;
  #target: Revision | undefined;
  #isCaughtUp = false;
  #lastPing = 0;
  #provedAt: Millis = 0;

  constructor(options: LinkOptions) {
    const { channel, timers } = options;
    this.#options = options;
    this.#disposables.add(channel);
    this.#appends = this.#disposables.add(new PendingAppends(timers));
    this.#disposables.add(channel.onMessage((text) => this.#receive(text)));
    this.#disposables.add(channel.onClose(({ cause }) => this.#end(this.#closed(cause))));
    this.#heartbeat = this.#disposables.add(
      new Heartbeat(
        timers,
        () => this.#ping(),
        () => this.#end(this.#gone()),
      ),
    );
  }

  /** As in `SessionLog`. */
  async append(events: readonly SessionEvent[], after: Revision): Promise<Revision> {
    throwIfUnfit(events);
    const id = this.#appends.nextId;
    const frame = encodeMessage({ type: 'append', id, after, events: [...events] });
    if (Buffer.byteLength(frame) > largestGuestFrame) {
      throw new RefusedError('This is too long to share; shorten it and try again.');
    }
    const outcome = this.#appends.add();
    this.#options.channel.send(frame);
    return outcome;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #end(end: Ending): void {
    if (!this.#disposables.isDisposed) {
      this.#disposables.dispose();
      const isProven = this.#isBelieved;
      // Where there was a session once, whatever else answers is not it.
      const isElsewhere = !isProven && (this.#options.returning || isStrange(end.refusal));
      this.#options.onEnd({ ...end, isProven, isElsewhere });
    }
  }

  #closed(cause: ChannelEnd['cause']): Ending {
    switch (cause) {
      case 'tooLarge':
        return this.#isBelieved ? refused('tooLarge') : this.#impostor();
      case 'impostor':
        return this.#impostor();
      case 'gone':
        return this.#gone();
    }
  }

  #gone(): Ending {
    return { isFinal: false, reason: this.#goneReason() };
  }

  #goneReason(): string {
    if (this.#target !== undefined) {
      return 'The connection to your partner broke; Interpair is trying to get it back.';
    }
    return this.#isBelieved
      ? 'The connection to your partner broke before they let you in; try again.'
      : `Nobody answers at ${addressText(this.#options.invite)}; your partner may be offline or the session over, so try again later or ask for a new invite.`;
  }

  /** Something else has the port, perhaps only until the host is back. */
  #impostor(): Ending {
    const reason = `What answers at ${addressText(this.#options.invite)} is not your partner's session; ask for a new invite.`;
    return { isFinal: false, reason };
  }

  #send(message: GuestMessage): void {
    this.#options.channel.send(encodeMessage(message));
  }

  #receive(text: string): void {
    this.#heartbeat.heard();
    const parsed = parseServerMessage(text);
    if (!parsed.ok) {
      const isStranger = !this.#isBelieved && parsed.error.reason === 'malformed';
      this.#end(isStranger ? this.#impostor() : refused(parsed.error.reason));
    } else if (this.#target === undefined) {
      this.#shakeHands(parsed.value);
    } else {
      this.#handle(parsed.value);
    }
  }

  #shakeHands(message: ServerMessage): void {
    if (message.type === 'refused') {
      this.#refused(message);
    } else if (message.type === 'hello' && this.#handshake === undefined) {
      this.#prove(message.nonce);
    } else if (message.type === 'pong' && this.#isBelieved) {
      this.#pong(message);
    } else if (message.type === 'waiting' || message.type === 'welcome') {
      this.#believed(message);
    } else {
      this.#end(this.#isBelieved ? refused('malformed') : this.#impostor());
    }
  }

  #refused({ reason, proof }: Extract<ServerMessage, { type: 'refused' }>): void {
    if (proof !== undefined && !this.#isProven(proof)) {
      this.#end(this.#impostor());
      return;
    }
    this.#isBelieved ||= proof !== undefined;
    this.#end(refused(reason));
  }

  #isProven(proof: string): boolean {
    const { secret } = this.#options.invite;
    return this.#handshake !== undefined && isProof(proof, 'server', secret, this.#handshake);
  }

  #believed(message: Extract<ServerMessage, { type: 'waiting' | 'welcome' }>): void {
    if (!this.#isProven(message.proof)) {
      this.#end(this.#impostor());
      return;
    }
    this.#isBelieved = true;
    if (message.type === 'welcome') {
      this.#welcomed(message);
    } else {
      // From now on both sides hear each other, however long it takes.
      this.#ping();
      this.#options.onWaiting();
    }
  }

  #prove(serverNonce: string): void {
    const { invite, participantId, name, pass, seen, returning } = this.#options;
    const { sessionId, secret } = invite;
    const handshake = { serverNonce, guestNonce: newNonce(), sessionId, participantId };
    this.#handshake = handshake;
    this.#provedAt = this.#options.clock.local;
    this.#send({
      type: 'prove',
      protocol: protocolVersion,
      sessionId,
      participantId,
      name,
      nonce: handshake.guestNonce,
      proof: proofOf('guest', secret, handshake),
      ...(pass === undefined ? {} : { memberProof: proofOf('member', pass, handshake) }),
      seen,
      returning,
    });
  }

  #welcomed({ pass, revision, at }: Extract<ServerMessage, { type: 'welcome' }>): void {
    const { clock, seen, onPass } = this.#options;
    clock.add({ sent: this.#provedAt, received: clock.local, at });
    this.#target = revision;
    onPass(pass);
    this.#ping();
    this.#reached(seen.revision);
  }

  #reached(revision: Revision | undefined): void {
    if (revision === undefined) {
      this.#end(this.#gone());
      return;
    }
    // Whoever was told of an entry may have disposed this.
    const isOver = this.#disposables.isDisposed || this.#isCaughtUp;
    if (!isOver && this.#target !== undefined && revision >= this.#target) {
      this.#isCaughtUp = true;
      this.#options.onCaughtUp();
    }
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'entries':
        this.#reached(this.#options.onEntries(message.entries));
        return;
      case 'appended':
        this.#appends.appended(message.id, message.revision);
        return;
      case 'conflict':
        this.#appends.conflict(message.id, message.revision);
        return;
      case 'notAppended': {
        const error = message.because === 'refused' ? RefusedError : UnavailableError;
        this.#appends.fail(message.id, new error(message.sentence));
        return;
      }
      case 'pong':
        this.#pong(message);
        return;
      case 'refused':
        this.#end(refused(message.reason));
        return;
      case 'hello':
      case 'waiting':
      case 'welcome':
        this.#end(refused('malformed'));
        return;
      default:
        assertNever(message);
    }
  }

  /** Keeps the connection alive and, with its answer, the clock right. */
  #ping(): void {
    if (this.#isBelieved) {
      const id = ++this.#lastPing;
      this.#pings.set(id, this.#options.clock.local);
      this.#send({ type: 'ping', id });
    }
  }

  #pong({ id, at }: Extract<ServerMessage, { type: 'pong' }>): void {
    const { clock } = this.#options;
    const sent = this.#pings.get(id);
    if (sent !== undefined) {
      this.#pings.delete(id);
      clock.add({ sent, received: clock.local, at });
    }
  }
}

type Ending = Omit<LinkEnd, 'isProven' | 'isElsewhere'>;

function refused(reason: RefusalReason): Ending {
  return { isFinal: !isPassing(reason), reason: refusalText(reason), refusal: reason };
}

/** Whether something that need not be the session may have said this, or said nothing. */
function isStrange(refusal: RefusalReason | undefined): boolean {
  return refusal === undefined || refusal === 'wrongSession' || refusal === 'version';
}
