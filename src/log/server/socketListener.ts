import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { largestGuestFrame } from '../../protocol/wire.ts';
import type { Listener, ListenOptions } from '../machine.ts';
import { UnavailableError } from '../sessionLog.ts';
import { SocketChannel } from '../socketChannel.ts';
import type { Timers } from '../timers.ts';
import type { SessionServer } from './sessionServer.ts';

const host = '127.0.0.1';

/** Lets guests on this machine reach a server over WebSockets. The server stays its owner's. */
export class SocketListener implements Listener {
  readonly #server: SessionServer;
  readonly #timers: Timers;
  readonly #report: (detail: string) => void;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: largestGuestFrame,
    perMessageDeflate: false,
  });

  /** @throws {UnavailableError} if this machine gives it no port. */
  static async open(
    server: SessionServer,
    options: ListenOptions & { readonly timers: Timers },
  ): Promise<SocketListener> {
    const listener = new SocketListener(server, options);
    try {
      await listenOn(listener.#http, host, options.port ?? 0);
      return listener;
    } catch (error) {
      listener.dispose();
      throw new UnavailableError(
        `This machine gave Interpair no port on ${host} to share the session on; close a program that holds many ports and try again.`,
        { cause: error },
      );
    }
  }

  private constructor(
    server: SessionServer,
    { timers, report }: ListenOptions & { readonly timers: Timers },
  ) {
    this.#server = server;
    this.#timers = timers;
    this.#report = report;
    this.#http = createServer({ headersTimeout: 10_000 }, (_request, response) => {
      response.writeHead(426).end();
    });
    // Sharing a session is no reason to keep the process alive.
    this.#http.unref();
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get port(): number {
    const address = this.#http.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  dispose(): void {
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
        this.#server.serve(new SocketChannel(webSocket, this.#timers));
      });
    }
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
