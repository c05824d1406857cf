import type { ParticipantId } from '../../src/core/participant.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import type { RemoteLog, RemoteLogOptions } from '../../src/log/remote/remoteLog.ts';
import { SessionServer } from '../../src/log/server/sessionServer.ts';
import { SocketListener } from '../../src/log/server/socketListener.ts';
import { systemTimers, type Timers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { joinRemote } from './joinRemote.ts';

const sessionId = 'session';

/** A session in memory, served on a real port, with guests that go when it goes. */
export class ServedSession {
  readonly log = new LocalLog({ clock: () => Date.now() });
  /** What the server told its output channel. */
  readonly reports: string[] = [];
  readonly secret = newSecret();
  readonly #timers: Timers;
  readonly #guests = new DisposableStore();
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
    return { version: 1, sessionId, host: '127.0.0.1', port: this.#port, secret: this.secret };
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/`;
  }

  /** Serves the log, on the same port as before if that is free. */
  async serve(): Promise<this> {
    this.close();
    const timers = this.#timers;
    const report = (detail: string) => this.reports.push(detail);
    const { log, secret } = this;
    this.#server = new SessionServer({ log, sessionId, secret, timers, report });
    this.#listener = await SocketListener.open(this.#server, { port: this.#port, timers, report });
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
