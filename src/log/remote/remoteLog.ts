import type { SessionEvent } from '../../core/event.ts';
import type { LogEntry, Revision } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { EpochMs, Millis } from '../../core/time.ts';
import { type Invite, notPrivate } from '../../protocol/invite.ts';
import { isPrivate } from '../../protocol/serverAddress.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { EntryFeed } from '../entryFeed.ts';
import type { Dial } from '../machine.ts';
import { RefusedError, type SessionLog, UnavailableError } from '../sessionLog.ts';
import type { Timers } from '../timers.ts';
import { TurnedAwayError } from '../turnedAwayError.ts';
import { WakeWatch } from '../wakeWatch.ts';
import { BackOff } from './backOff.ts';
import { LogClock } from './logClock.ts';
import { type LinkEnd, ServerLink } from './serverLink.ts';
import { ServerPorts } from './serverPorts.ts';

export type Connection = 'connected' | 'reconnecting' | 'closed';

/** `reason` is a sentence for the person; none is needed for good news. */
export type ConnectionChange =
  | { readonly connection: 'connected' }
  | { readonly connection: 'reconnecting' | 'closed'; readonly reason: string };

export interface RemoteLogOptions {
  readonly participantId: ParticipantId;
  /** How the person who started the session is asked about this guest, if it is new there. */
  readonly name: string;
  /** From an earlier time in the session: with it the participant is let in as who they were. */
  readonly pass?: string | undefined;
  /**
   * The window was in the session and comes back by itself: nobody is asked about it, and it is over only
   * once the session itself says so.
   */
  readonly returning?: boolean | undefined;
  /** The person who started the session is being asked; the answer may take minutes. */
  readonly onWaiting?: (() => void) | undefined;
  /** Aborted when the person would rather not join after all; of no effect once joined. */
  readonly signal?: AbortSignal | undefined;
  /** A local clock that never jumps, in milliseconds from any start. */
  readonly clock: () => Millis;
  /** The local time of day, which tells when the machine has slept. */
  readonly wallClock: () => EpochMs;
  readonly timers: Timers;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly dial: Dial;
}

/**
 * Joins the session of an invite. Resolves once everything that the log holds is here.
 *
 * @throws {UnavailableError} if nobody answers, or the person gave up.
 * @throws {TurnedAwayError} with its reason if the invite is not accepted, the person who started the
 *   session says no, the session has ended or the versions differ.
 */
export async function connectRemote(invite: Invite, options: RemoteLogOptions): Promise<RemoteLog> {
  if (!isPrivate(invite)) {
    throw new RefusedError(notPrivate(invite));
  }
  const { signal } = options;
  if (signal?.aborted) {
    throw new UnavailableError(disposedReason);
  }
  const log = new RemoteLog(invite, options);
  const giveUp = () => log.dispose();
  signal?.addEventListener('abort', giveUp);
  try {
    await log.joined;
    return log;
  } catch (error) {
    log.dispose();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

const disposedReason = 'The session was closed in this window; join it again to go on.';
const lostReason =
  'The connection to your partner is lost; Interpair is getting it back, so try again in a moment.';

/** A session's log at a distance. Gets its connection back by itself and goes on from where it was. */
export class RemoteLog implements SessionLog {
  /** Resolves after the first catching up; rejects if the first connection fails. */
  readonly joined: Promise<void>;
  readonly #invite: Invite;
  readonly #participantId: ParticipantId;
  readonly #name: string;
  readonly #onWaiting: (() => void) | undefined;
  readonly #timers: Timers;
  readonly #dial: Dial;
  readonly #clock: LogClock;
  readonly #ports: ServerPorts;
  readonly #backOff: BackOff;
  readonly #disposables = new DisposableStore();
  readonly #feed = this.#disposables.add(new EntryFeed());
  readonly #onDidChangeConnection = this.#disposables.add(new Emitter<ConnectionChange>());
  #state: ConnectionChange = { connection: 'reconnecting', reason: lostReason };
  #pass: string | undefined;
  #isReturning: boolean;
  #link: ServerLink | undefined;
  #retry: Disposable | undefined;
  #settleJoined: ((failure?: Error) => void) | undefined;

  readonly onDidChangeConnection = this.#onDidChangeConnection.event;

  constructor(invite: Invite, options: RemoteLogOptions) {
    this.#invite = invite;
    this.#participantId = options.participantId;
    this.#name = options.name;
    this.#pass = options.pass;
    this.#isReturning = options.returning ?? false;
    this.#onWaiting = options.onWaiting;
    this.#timers = options.timers;
    this.#dial = options.dial;
    this.#clock = new LogClock(options.clock);
    this.#ports = new ServerPorts(invite);
    this.#backOff = new BackOff(options.random);
    this.joined = new Promise((resolve, reject) => {
      this.#settleJoined = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    const { timers, clock: steadyClock, wallClock } = options;
    this.#disposables.add(
      new WakeWatch({ timers, wallClock, steadyClock }, (missed) => this.#woke(missed)),
    );
    this.#connect();
  }

  get connection(): Connection {
    return this.#state.connection;
  }

  /** What this participant comes back with, in this window or another; there once joined. */
  get pass(): string | undefined {
    return this.#pass;
  }

  get revision(): Revision {
    return this.#feed.revision;
  }

  now(): EpochMs {
    return Math.max(this.#clock.now(), this.#feed.newestAt);
  }

  append(events: readonly SessionEvent[], after: Revision): Promise<Revision> {
    if (this.#state.connection !== 'connected') {
      return Promise.reject(new UnavailableError(this.#state.reason));
    }
    return this.#link === undefined
      ? Promise.reject(new UnavailableError(lostReason))
      : this.#link.append(events, after);
  }

  subscribe(from: Revision, listener: (entry: LogEntry) => void): Disposable {
    return this.#feed.subscribe(from, listener);
  }

  dispose(): void {
    this.#state = { connection: 'closed', reason: disposedReason };
    this.#disposables.dispose();
    this.#retry?.dispose();
    this.#link?.dispose();
    this.#settle(new UnavailableError(disposedReason));
  }

  #connect(): void {
    this.#link = new ServerLink({
      channel: this.#dial({ ...this.#invite, port: this.#ports.current }, this.#timers),
      invite: this.#invite,
      participantId: this.#participantId,
      name: this.#name,
      pass: this.#pass,
      returning: this.#isReturning,
      seen: { revision: this.#feed.revision, at: this.#feed.newestAt },
      clock: this.#clock,
      timers: this.#timers,
      onWaiting: () => this.#onWaiting?.(),
      onPass: (pass) => {
        this.#pass = pass;
      },
      onEntries: (entries) => this.#take(entries),
      onCaughtUp: () => this.#caughtUp(),
      onEnd: (end) => this.#lost(end),
    });
  }

  /** Takes what is new; `undefined` if something is missing in between. */
  #take(entries: readonly LogEntry[]): Revision | undefined {
    const next = this.#feed.revision + 1;
    const fresh = entries.filter(({ revision }) => revision >= next);
    if (fresh.some(({ revision }, index) => revision !== next + index)) {
      return undefined;
    }
    this.#feed.push(fresh);
    return this.#feed.revision;
  }

  #caughtUp(): void {
    this.#isReturning = true;
    this.#backOff.reset();
    this.#change({ connection: 'connected' });
    this.#settle();
  }

  #lost(end: LinkEnd): void {
    this.#link = undefined;
    const outcome = this.#ports.ended(end);
    if (outcome === undefined) {
      this.#connect();
      return;
    }
    const { isFinal, isProven, reason, refusal } = outcome;
    // Something else may have the port only until the host is back, on this port or the next.
    const isBelieved = isProven || !this.#isReturning;
    if (isFinal && isBelieved && refusal !== undefined) {
      this.#change({ connection: 'closed', reason });
      this.#settle(new TurnedAwayError(refusal));
    } else if (this.#settleJoined !== undefined) {
      this.#change({ connection: 'closed', reason });
      this.#settle(new UnavailableError(reason));
    } else {
      // Whoever says it may not be the host, but if it is, only the person can do something about it.
      const why = refusal === 'version' ? reason : lostReason;
      this.#change({ connection: 'reconnecting', reason: why });
      this.#retry = this.#timers.after(this.#backOff.next(), () => this.#connect());
    }
  }

  /** Nobody knows yet whether the connection outlived the sleep, and the clock is off: a new one is quick. */
  #woke(missed: Millis): void {
    this.#clock.slept(missed);
    if (this.#state.connection !== 'closed' && this.#settleJoined === undefined) {
      this.#link?.dispose();
      this.#retry?.dispose();
      this.#backOff.reset();
      this.#change({ connection: 'reconnecting', reason: lostReason });
      this.#connect();
    }
  }

  #change(state: ConnectionChange): void {
    const isNew = state.connection !== this.#state.connection;
    this.#state = state;
    if (isNew) {
      this.#onDidChangeConnection.fire(state);
    }
  }

  #settle(failure?: Error): void {
    this.#settleJoined?.(failure);
    this.#settleJoined = undefined;
  }
}
