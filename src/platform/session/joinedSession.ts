import type { Participant, ParticipantId } from '../../core/participant.ts';
import { participant } from '../../core/rotation.ts';
import type { Dial, Machine } from '../../log/machine.ts';
import type { ConnectionChange, RemoteLog } from '../../log/remote/remoteLog.ts';
import { UnavailableError } from '../../log/sessionLog.ts';
import { SessionReplica } from '../../log/sessionReplica.ts';
import type { Timers } from '../../log/timers.ts';
import type { Invite } from '../../protocol/invite.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { HumanError } from '../../util/humanError.ts';
import type { ActiveSession, Connection } from './activeSession.ts';
import type { Remembered } from './sessionMemory.ts';

/** After coming back failed, the next attempt comes this much later, in milliseconds. */
const retryAfter = 2_000;

/** How a session is reached. */
export interface Way {
  readonly invite: Invite;
  /** What carries it; a socket unless told. */
  readonly dial?: Dial;
  /** It comes with code that is shared with this window, and is looked for there after a reload. */
  readonly isFound?: boolean;
}

interface Joining {
  readonly machine: Machine;
  readonly way: Way;
  readonly me: ParticipantId;
  readonly name: string;
  /** From an earlier time in this session: with it nobody is asked, and `me` is who it was then. */
  readonly pass?: string | undefined;
  /** The window was in the session and comes back by itself, after a reload. */
  readonly returning?: boolean | undefined;
  /** Whether this person was in the session from another window; found out unless told. */
  readonly isSecondWindow?: boolean;
  /** The person who started the session is being asked whether this one may come in. */
  readonly onWaiting?: (() => void) | undefined;
  /** Aborted when the person would rather not join after all. */
  readonly signal?: AbortSignal | undefined;
  readonly onError: (doing: string, error: unknown) => void;
}

/** A session whose log lives in a partner's window. */
export class JoinedSession implements ActiveSession {
  readonly kind = 'joined';
  readonly replica: SessionReplica;
  readonly me: ParticipantId;
  readonly invite: Invite;
  /** This person was in the session already, from another window, when this one came. */
  readonly isSecondWindow: boolean;
  readonly remembered: Remembered;
  readonly secrets: string | undefined;
  /** The journal is at home. */
  readonly recordBase = undefined;
  readonly #log: RemoteLog;
  readonly #name: string;
  readonly #onError: Joining['onError'];
  readonly #disposables = new DisposableStore();
  readonly #onDidChangeConnection = this.#disposables.add(new Emitter<Connection>());
  readonly #onDidClose = this.#disposables.add(new Emitter<string>());
  readonly #timers: Timers;
  #retry: Disposable | undefined;
  #leaving = false;
  #closed: string | undefined;

  readonly onDidChangeConnection = this.#onDidChangeConnection.event;
  readonly onDidClose = this.#onDidClose.event;

  private constructor(log: RemoteLog, joining: Joining) {
    const { me, name, onError, way } = joining;
    const { invite } = way;
    this.me = me;
    this.invite = invite;
    this.#name = name;
    this.#onError = onError;
    this.#timers = joining.machine.timers;
    this.#log = log;
    this.replica = this.#disposables.add(new SessionReplica(log, me));
    this.isSecondWindow = joining.isSecondWindow ?? this.#me?.present === true;
    const { version: _, secret, sessionId, ...address } = invite;
    const { isSecondWindow } = this;
    const who = { sessionId, me, name, isSecondWindow };
    this.secrets = way.isFound ? undefined : secret;
    this.remembered = way.isFound
      ? { kind: 'found', ...who }
      : { kind: 'joined', ...who, ...address, hosts: [...address.hosts] };
    this.#disposables.add(
      this.replica.onDidChange(({ entry }) => {
        this.#leaving ||= entry.actor === me && entry.event.type === 'participantLeft';
        this.#bePresent();
      }),
    );
    this.#disposables.add(log.onDidChangeConnection((change) => this.#follow(change)));
    this.#disposables.add(toDisposable(() => this.#retry?.dispose()));
  }

  /** @throws {HumanError} if the session can't be reached, or has ended. */
  static async join(joining: Joining): Promise<JoinedSession> {
    const { connectRemote } = await import('../../log/remote/remoteLog.ts');
    const { way, me, name, pass, returning, onWaiting, signal, machine } = joining;
    const { timers, random, wallClock, steadyClock: clock } = machine;
    const dial = way.dial ?? (await machine.dialer());
    const log = await connectRemote(way.invite, {
      ...{ participantId: me, name, pass, returning, onWaiting, signal },
      ...{ timers, random, wallClock, clock, dial },
    });
    const joined = new JoinedSession(log, joining);
    try {
      if (joined.replica.session === undefined) {
        throw new HumanError('That session has not started yet; try the invite again in a moment.');
      }
      await joined.comeIn();
      return joined;
    } catch (error) {
      joined.dispose();
      throw error;
    }
  }

  /** What this participant comes back with, here or in another window. */
  get pass(): string | undefined {
    return this.#log.pass;
  }

  get connection(): Connection {
    return this.#log.connection === 'connected' ? 'connected' : 'reconnecting';
  }

  get closed(): string | undefined {
    return this.#closed;
  }

  /** Be present, whatever was before: also after another window of this person has left for them. */
  async comeIn(): Promise<void> {
    this.#leaving = false;
    await this.replica.dispatch({ type: 'join', name: this.#name });
  }

  async openSideDoor(): Promise<undefined> {
    // Only the home lets others in.
  }

  /** The home tells the guests. */
  conclude(): void {
    this.dispose();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  get #me(): Participant | undefined {
    const { session } = this.replica;
    return session && participant(session, this.me);
  }

  #follow(change: ConnectionChange): void {
    if (change.connection === 'closed') {
      this.#closed = change.reason;
      this.#onDidClose.fire(change.reason);
    } else {
      this.#onDidChangeConnection.fire(this.connection);
      this.#bePresent();
    }
  }

  /**
   * Whoever is connected is present: takes back a "disconnected" that was written meanwhile, though not
   * that someone left or was removed.
   */
  #bePresent(): void {
    const person = this.#me;
    if (
      person?.present === false &&
      person.removed === undefined &&
      !this.#leaving &&
      this.replica.session?.endedAt === undefined &&
      this.connection === 'connected'
    ) {
      this.replica.dispatch({ type: 'join', name: this.#name }).catch((error: unknown) => {
        this.#onError('Coming back', error);
        if (error instanceof UnavailableError && !this.#disposables.isDisposed) {
          // As while the host's disk is full: nothing else need happen that makes this try again.
          this.#retry?.dispose();
          this.#retry = this.#timers.after(retryAfter, () => this.#bePresent());
        }
      });
    }
  }
}
