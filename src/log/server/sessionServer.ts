import type { ParticipantId } from '../../core/participant.ts';
import { passOf } from '../../protocol/pass.ts';
import type { RefusalReason } from '../../protocol/refusal.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import type { Channel } from '../channel.ts';
import type { SessionLog } from '../sessionLog.ts';
import type { Timers } from '../timers.ts';
import { type Consent, Consents, type Newcomer } from './consents.ts';
import { GuestConnection, type ServedSession } from './guestConnection.ts';
import type { Key, Standing } from './objection.ts';

export type { Consent, Newcomer } from './consents.ts';
export type { Standing } from './objection.ts';

/** Where the log that is served has its home. */
export interface LogHome {
  as(participantId: ParticipantId): SessionLog;
}

export interface SessionServerOptions {
  readonly log: LogHome;
  readonly sessionId: string;
  /** What the invite proves. */
  readonly secret: string;
  /** 128 bits, base64url, known to the home alone: every participant's pass follows from it. */
  readonly passKey: string;
  readonly standingOf: (participantId: ParticipantId) => Standing;
  /** Whether someone else who is or was in the session has a newcomer's name; by default, nobody. */
  readonly isNameTaken?: (newcomer: Newcomer) => boolean;
  /** Whether anyone was removed, who may come back as someone else; by default, nobody. */
  readonly hasRemoved?: () => boolean;
  /** Decides whether someone who is not in the session is served. */
  readonly consent: Consent;
  /** Told what happens to connections, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
  readonly timers: Timers;
}

/** Connections that have not proven yet that they were invited. */
const mostStrangers = 32;

/** Serves a log to guests over channels that others open. The log stays its owner's. */
export class SessionServer implements Disposable {
  readonly #session: ServedSession;
  readonly #consents: Consents;
  /** Every open connection, with its participant once they are known. */
  readonly #connections = new Map<GuestConnection, ParticipantId | undefined>();
  readonly #disposables = new DisposableStore();
  readonly #onDidConnect = this.#disposables.add(new Emitter<ParticipantId>());
  readonly #onDidDisconnect = this.#disposables.add(new Emitter<ParticipantId>());
  #keys: readonly Key[];
  #isEnded = false;

  /** A participant's first connection is there. */
  readonly onDidConnect = this.#onDidConnect.event;
  /** A participant's last connection is gone. Silent once the session has ended. */
  readonly onDidDisconnect = this.#onDidDisconnect.event;

  constructor(options: SessionServerOptions) {
    const { log, sessionId, secret, passKey, standingOf, timers, report } = options;
    const isEnded = () => this.#isEnded;
    const keys = () => this.#keys;
    this.#keys = [{ secret, isOpen: false }];
    this.#consents = this.#disposables.add(new Consents(options.consent, timers, report));
    this.#session = {
      sessionId,
      get keys() {
        return keys();
      },
      timers,
      report,
      standingOf,
      isNameTaken: options.isNameTaken ?? (() => false),
      hasRemoved: options.hasRemoved ?? (() => false),
      consents: this.#consents,
      passOf: (participantId) => passOf(passKey, participantId),
      get isEnded() {
        return isEnded();
      },
      logOf: (participantId) => log.as(participantId),
      admitted: (connection, participantId) => this.#admitted(connection, participantId),
      closed: (connection) => this.#closed(connection),
    };
  }

  /** Serves a guest over a channel that someone else opened. */
  serve(channel: Channel): void {
    if (this.#disposables.isDisposed) {
      channel.dispose();
      return;
    }
    const strangers = [...this.#connections.keys()].filter(({ isProven }) => !isProven).length;
    const connection = new GuestConnection(channel, this.#session);
    this.#connections.set(connection, undefined);
    connection.challenge();
    if (strangers >= mostStrangers) {
      connection.refuse('busy');
    }
  }

  /** Has whoever proves a secret come in unasked, until this is disposed, or someone was removed. */
  comeInUnasked(secret: string): Disposable {
    const key: Key = { secret, isOpen: true };
    this.#keys = [...this.#keys, key];
    return toDisposable(() => {
      this.#keys = this.#keys.filter((other) => other !== key);
    });
  }

  /** Tells every guest that the session has ended, and goes on telling those who come late. */
  end(): void {
    this.#isEnded = true;
    for (const connection of [...this.#connections.keys()]) {
      connection.refuse('sessionEnded');
    }
  }

  /** Closes every connection of someone, who is asked about again should they come back. */
  turnAway(participantId: ParticipantId, reason: RefusalReason): void {
    this.#consents.revoke(participantId);
    for (const [connection, id] of [...this.#connections]) {
      if (id === participantId) {
        connection.refuse(reason);
      }
    }
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const connection of [...this.#connections.keys()]) {
      connection.dispose();
    }
  }

  #admitted(connection: GuestConnection, participantId: ParticipantId): void {
    const isFirst = !this.isConnected(participantId);
    this.#connections.set(connection, participantId);
    if (isFirst) {
      this.#onDidConnect.fire(participantId);
    }
  }

  #closed(connection: GuestConnection): void {
    const participantId = this.#connections.get(connection);
    this.#connections.delete(connection);
    if (participantId !== undefined && !this.#isEnded && !this.isConnected(participantId)) {
      this.#onDidDisconnect.fire(participantId);
    }
  }

  /** Whether someone is being served, in any of their windows. */
  isConnected(participantId: ParticipantId): boolean {
    return [...this.#connections.values()].includes(participantId);
  }
}
