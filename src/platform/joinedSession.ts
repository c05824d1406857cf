import type { ParticipantId } from '../core/participant.ts';
import { participant } from '../core/rotation.ts';
import type { Machine } from '../log/machine.ts';
import type { ConnectionChange, RemoteLog } from '../log/remote/remoteLog.ts';
import { SessionReplica } from '../log/sessionReplica.ts';
import type { Invite } from '../protocol/invite.ts';
import { DisposableStore } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import { HumanError } from '../util/humanError.ts';
import type { ActiveSession, Connection } from './activeSession.ts';
import type { Remembered } from './sessionMemory.ts';

interface Joining {
  readonly machine: Machine;
  readonly invite: Invite;
  readonly me: ParticipantId;
  readonly name: string;
  readonly onError: (doing: string, error: unknown) => void;
}

/** A session whose log lives in a partner's window. */
export class JoinedSession implements ActiveSession {
  readonly kind = 'joined';
  readonly replica: SessionReplica;
  readonly me: ParticipantId;
  readonly invite: Invite;
  readonly remembered: Remembered;
  /** The journal is at home. */
  readonly recordBase = undefined;
  readonly #log: RemoteLog;
  readonly #name: string;
  readonly #onError: Joining['onError'];
  readonly #disposables = new DisposableStore();
  readonly #onDidChangeConnection = this.#disposables.add(new Emitter<Connection>());
  readonly #onDidClose = this.#disposables.add(new Emitter<string>());
  #leaving = false;

  readonly onDidChangeConnection = this.#onDidChangeConnection.event;
  readonly onDidClose = this.#onDidClose.event;

  private constructor(log: RemoteLog, { invite, me, name, onError }: Joining) {
    this.me = me;
    this.invite = invite;
    const { sessionId, host, port } = invite;
    this.remembered = { kind: 'joined', sessionId, host, port };
    this.#name = name;
    this.#onError = onError;
    this.#log = log;
    this.replica = this.#disposables.add(new SessionReplica(log, me));
    this.#disposables.add(
      this.replica.onDidChange(({ entry }) => {
        this.#leaving ||= entry.actor === me && entry.event.type === 'participantLeft';
        this.#bePresent();
      }),
    );
    this.#disposables.add(log.onDidChangeConnection((change) => this.#follow(change)));
  }

  /** @throws {HumanError} if the session can't be reached, or has ended. */
  static async join(joining: Joining): Promise<JoinedSession> {
    const { connectRemote } = await import('../log/remote/remoteLog.ts');
    const { invite, me, machine } = joining;
    const { timers, random, wallClock, steadyClock: clock } = machine;
    const dial = await machine.dialer();
    const log = await connectRemote(invite, {
      ...{ participantId: me, timers, random, wallClock, clock, dial },
    });
    const joined = new JoinedSession(log, joining);
    try {
      if (joined.replica.session === undefined) {
        throw new HumanError('That session has not started yet; try the invite again in a moment.');
      }
      await joined.replica.dispatch({ type: 'join', name: joining.name });
      return joined;
    } catch (error) {
      joined.dispose();
      throw error;
    }
  }

  get connection(): Connection {
    return this.#log.connection === 'connected' ? 'connected' : 'reconnecting';
  }

  /** The home tells the guests. */
  conclude(): void {
    this.dispose();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(change: ConnectionChange): void {
    if (change.connection === 'closed') {
      this.#onDidClose.fire(change.reason);
    } else {
      this.#onDidChangeConnection.fire(this.connection);
      this.#bePresent();
    }
  }

  /** Whoever is connected is present: takes back a "disconnected" that was written meanwhile. */
  #bePresent(): void {
    const { session } = this.replica;
    const absent = session !== undefined && participant(session, this.me)?.present === false;
    if (
      absent &&
      !this.#leaving &&
      session.endedAt === undefined &&
      this.connection === 'connected'
    ) {
      this.replica.dispatch({ type: 'join', name: this.#name }).catch((error: unknown) => {
        this.#onError('Coming back', error);
      });
    }
  }
}
