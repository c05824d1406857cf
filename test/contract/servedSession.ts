import type { ParticipantId } from '../../src/core/participant.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import {
  connectRemote,
  type RemoteLog,
  type RemoteLogOptions,
} from '../../src/log/remote/remoteLog.ts';
import { SessionServer } from '../../src/log/server/sessionServer.ts';
import type { Timers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { DisposableStore } from '../../src/util/disposable.ts';

const sessionId = 'session';

/** A session in memory, served on a real port, with guests that go when it goes. */
export class ServedSession {
  readonly log = new LocalLog({ clock: () => Date.now() });
  /** What the server told its output channel. */
  readonly reports: string[] = [];
  readonly secret = newSecret();
  readonly #timers: Timers | undefined;
  readonly #guests = new DisposableStore();
  #server: SessionServer | undefined;
  #port = 0;

  /** @param timers of the server; the machine's unless told. */
  constructor(timers?: Timers) {
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
    this.#server?.dispose();
    this.#server = await SessionServer.listen({
      log: this.log,
      sessionId,
      secret: this.secret,
      port: this.#port,
      report: (detail) => this.reports.push(detail),
      ...(this.#timers === undefined ? {} : { timers: this.#timers }),
    });
    this.#port = this.#server.port;
    return this;
  }

  async join(
    participantId: ParticipantId,
    options: Omit<RemoteLogOptions, 'participantId'> = {},
  ): Promise<RemoteLog> {
    return this.#guests.add(await connectRemote(this.invite, { participantId, ...options }));
  }

  dispose(): void {
    this.#guests.dispose();
    this.#server?.dispose();
    this.log.dispose();
  }
}
