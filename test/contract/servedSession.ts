import type { ParticipantId } from '../../src/core/participant.ts';
import { fingerprintOf } from '../../src/log/fingerprint.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import type { TlsCredentials } from '../../src/log/machine.ts';
import type { RemoteLog, RemoteLogOptions } from '../../src/log/remote/remoteLog.ts';
import { type Consent, SessionServer, type Standing } from '../../src/log/server/sessionServer.ts';
import { SocketListener } from '../../src/log/server/socketListener.ts';
import { systemTimers, type Timers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { joinRemote } from './joinRemote.ts';

/** A session in memory, served on a real port, with guests that go when it goes. */
export class ServedSession {
  readonly log = new LocalLog({ clock: () => Date.now() });
  /** What the server told its output channel. */
  readonly reports: string[] = [];
  readonly secret = newSecret();
  readonly passKey = newSecret();
  sessionId = 'session';
  /** The address that it is served on. */
  host = '127.0.0.1';
  /** The ports to serve on, if it is not to be the one of before. */
  ports: readonly number[] | undefined;
  /** With it guests come in encrypted. */
  tls: TlsCredentials | undefined;
  /** What the session knows of people; by default, those who were there before it was served anew. */
  readonly standings = new Map<ParticipantId, Standing>();
  /** The names of those who are in it. */
  readonly names = new Set<string>();
  /** By default everyone is let in at once. */
  consent: Consent = async () => true;
  readonly #timers: Timers;
  readonly #guests = new DisposableStore();
  readonly #met = new Set<ParticipantId>();
  #server: SessionServer | undefined;
  #listener: SocketListener | undefined;
  #port = 0;

  /** @param timers of the server. */
  constructor(timers: Timers = systemTimers) {
    this.#timers = timers;
  }

  get server(): SessionServer {
    if (this.#server === undefined) {
      throw new Error('The session is not being served.');
    }
    return this.#server;
  }

  get invite(): Invite {
    return {
      version: 1,
      sessionId: this.sessionId,
      hosts: [this.host],
      port: this.#port,
      secret: this.secret,
      ...(this.tls && { fingerprint: fingerprintOf(this.tls.certificate) }),
    };
  }

  get url(): string {
    return `${this.tls === undefined ? 'ws' : 'wss'}://${this.host}:${this.#port}/`;
  }

  /** Serves a log, on the same port as before if that is free. */
  async serve(log: LocalLog = this.log): Promise<this> {
    this.close();
    const timers = this.#timers;
    const report = (detail: string) => this.reports.push(detail);
    const { sessionId, secret, passKey } = this;
    const members = new Set(this.#met);
    this.#server = new SessionServer({
      ...{ log, sessionId, secret, passKey, timers, report },
      standingOf: (id) => this.standings.get(id) ?? (members.has(id) ? 'member' : 'unknown'),
      isNameTaken: ({ name }) => this.names.has(name),
      consent: (newcomer, signal) => this.consent(newcomer, signal),
    });
    this.#server.onDidConnect((id) => this.#met.add(id));
    this.#listener = await SocketListener.open(this.#server, {
      ...{ host: this.host, ports: this.ports ?? [this.#port, 0], timers, report },
      ...(this.tls && { tls: this.tls }),
    });
    this.#port = this.#listener.port;
    return this;
  }

  async join(
    participantId: ParticipantId,
    options: Partial<RemoteLogOptions> = {},
  ): Promise<RemoteLog> {
    return this.#guests.add(await joinRemote(this.invite, { participantId, ...options }));
  }

  /** The server goes, as when its process ends. */
  close(): void {
    this.#server?.dispose();
    this.#listener?.dispose();
  }

  dispose(): void {
    this.#guests.dispose();
    this.close();
    this.log.dispose();
  }
}
