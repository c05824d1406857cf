import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ParticipantId } from '../../core/participant.ts';
import { isLoopback } from '../../protocol/loopback.ts';
import { largestGuestFrame } from '../../protocol/wire.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import type { Channel } from '../channel.ts';
import { RefusedError, type SessionLog, UnavailableError } from '../sessionLog.ts';
import { SocketChannel } from '../socketChannel.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { GuestConnection, type ServedSession } from './guestConnection.ts';

/** Where the log that is served has its home. */
export interface LogHome {
  as(participantId: ParticipantId): SessionLog;
}

export interface SessionServerOptions {
  readonly log: LogHome;
  readonly sessionId: string;
  readonly secret: string;
  /** A loopback address; `127.0.0.1` unless told. */
  readonly host?: string;
  /** The port to take if it is free, so that guests find a reloaded host again. */
  readonly port?: number;
  /** Told what happens to connections, for the output channel; holds no secret. */
  readonly report?: (detail: string) => void;
  readonly timers?: Timers;
}

/** Connections that have not proven the secret yet. */
const mostStrangers = 32;

/** Serves a log to guests on this machine over WebSockets. The log stays its owner's. */
export class SessionServer implements Disposable {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: largestGuestFrame,
    perMessageDeflate: false,
  });
  readonly #timers: Timers;
  readonly #report: (detail: string) => void;
  readonly #session: ServedSession;
  /** Every open connection, with its participant once they are known. */
  readonly #connections = new Map<GuestConnection, ParticipantId | undefined>();
  readonly #disposables = new DisposableStore();
  readonly #onDidConnect = this.#disposables.add(new Emitter<ParticipantId>());
  readonly #onDidDisconnect = this.#disposables.add(new Emitter<ParticipantId>());
  #isEnded = false;

  /** A participant's first connection is there. */
  readonly onDidConnect = this.#onDidConnect.event;
  /** A participant's last connection is gone. Silent once the session has ended. */
  readonly onDidDisconnect = this.#onDidDisconnect.event;

  /**
   * @throws {UnavailableError} if this machine gives it no port.
   * @throws {RefusedError} for an address beyond loopback: the connection is not encrypted.
   */
  static async listen(options: SessionServerOptions): Promise<SessionServer> {
    const host = options.host ?? '127.0.0.1';
    if (!isLoopback(host)) {
      throw new RefusedError(
        `Interpair does not share a session on ${host}, because the connection is not encrypted; use 127.0.0.1.`,
      );
    }
    const server = new SessionServer(options);
    try {
      await listenOn(server.#http, host, options.port ?? 0);
      return server;
    } catch (error) {
      server.dispose();
      throw new UnavailableError(
        `This machine gave Interpair no port on ${host} to share the session on; close a program that holds many ports and try again.`,
        { cause: error },
      );
    }
  }

  private constructor({ log, sessionId, secret, timers, report }: SessionServerOptions) {
    this.#timers = timers ?? systemTimers;
    this.#report = report ?? (() => undefined);
    this.#http = createServer({ headersTimeout: 10_000 }, (_request, response) => {
      response.writeHead(426).end();
    });
    // Sharing a session is no reason to keep the process alive.
    this.#http.unref();
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    const isEnded = () => this.#isEnded;
    this.#session = {
      sessionId,
      secret,
      timers: this.#timers,
      report: this.#report,
      get isEnded() {
        return isEnded();
      },
      logOf: (participantId) => log.as(participantId),
      admitted: (connection, participantId) => this.#admitted(connection, participantId),
      closed: (connection) => this.#closed(connection),
    };
  }

  get port(): number {
    const address = this.#http.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  /** Serves a guest over a channel that someone else opened. */
  serve(channel: Channel): void {
    if (this.#disposables.isDisposed) {
      channel.dispose();
      return;
    }
    const strangers = [...this.#connections.values()].filter((id) => id === undefined).length;
    const connection = new GuestConnection(channel, this.#session);
    this.#connections.set(connection, undefined);
    connection.challenge();
    if (strangers >= mostStrangers) {
      connection.refuse('busy');
    }
  }

  /** Tells every guest that the session has ended, and goes on telling those who come late. */
  end(): void {
    this.#isEnded = true;
    for (const connection of [...this.#connections.keys()]) {
      connection.refuse('sessionEnded');
    }
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const connection of [...this.#connections.keys()]) {
      connection.dispose();
    }
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    // Only browsers send an origin: a page that a person happens to have open must not get in.
    if (request.headers.origin !== undefined) {
      this.#report('A browser page tried to connect and was turned away.');
      deny(socket, 403);
    } else {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.serve(new SocketChannel(webSocket, this.#timers));
      });
    }
  }

  #admitted(connection: GuestConnection, participantId: ParticipantId): void {
    const isFirst = !this.#isConnected(participantId);
    this.#connections.set(connection, participantId);
    if (isFirst) {
      this.#onDidConnect.fire(participantId);
    }
  }

  #closed(connection: GuestConnection): void {
    const participantId = this.#connections.get(connection);
    this.#connections.delete(connection);
    if (participantId !== undefined && !this.#isEnded && !this.#isConnected(participantId)) {
      this.#onDidDisconnect.fire(participantId);
    }
  }

  #isConnected(participantId: ParticipantId): boolean {
    return [...this.#connections.values()].includes(participantId);
  }
}

function deny(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
}

/** Listens on the preferred port, or on any other if it is taken. */
async function listenOn(server: Server, host: string, preferred: number): Promise<void> {
  try {
    await listenOnce(server, host, preferred);
  } catch (error) {
    if (preferred === 0) {
      throw error;
    }
    await listenOnce(server, host, 0);
  }
}

function listenOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
