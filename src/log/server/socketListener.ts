import { createServer, type IncomingMessage, type RequestListener, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isLoopback } from '../../protocol/loopback.ts';
import { largestGuestFrame } from '../../protocol/wire.ts';
import type { Listener, ListenOptions } from '../machine.ts';
import { RefusedError } from '../sessionLog.ts';
import { SocketChannel } from '../socketChannel.ts';
import type { Timers } from '../timers.ts';
import { listenOn } from './listenOn.ts';
import { reachableHosts } from './reachableHosts.ts';
import type { SessionServer } from './sessionServer.ts';

/** Whoever connects has this long for each step to becoming a guest, in milliseconds. */
const patience = 10_000;
/** Guests, and whoever else connects: more than any session has, fewer than a machine can take. */
const mostConnections = 256;

type Options = ListenOptions & { readonly timers: Timers };

/** Lets guests reach a server over WebSockets, encrypted unless they are on this machine. The server stays its owner's. */
export class SocketListener implements Listener {
  readonly #server: SessionServer;
  readonly #host: string;
  readonly #timers: Timers;
  readonly #report: (detail: string) => void;
  readonly #http: ReturnType<typeof makeServer>;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: largestGuestFrame,
    perMessageDeflate: false,
  });

  /**
   * @throws {UnavailableError} if this machine does not have the address, or none of the ports.
   * @throws {RefusedError} if the address is beyond loopback and there is no certificate.
   */
  static async open(server: SessionServer, options: Options): Promise<SocketListener> {
    if (options.tls === undefined && !isLoopback(options.host)) {
      throw new RefusedError(
        `Interpair shares no session on ${options.host} without encryption; set interpair.connection.bindAddress to 127.0.0.1.`,
      );
    }
    const listener = new SocketListener(server, options);
    try {
      await listenOn(listener.#http, options.host, options.ports);
      return listener;
    } catch (error) {
      listener.dispose();
      throw error;
    }
  }

  private constructor(server: SessionServer, options: Options) {
    this.#server = server;
    this.#host = options.host;
    this.#timers = options.timers;
    this.#report = options.report;
    this.#http = makeServer(options, (_request, response) => {
      response.writeHead(426, { connection: 'close' }).end();
    });
    this.#http.maxConnections = mostConnections;
    // Sharing a session is no reason to keep the process alive.
    this.#http.unref();
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on('tlsClientError', ({ message }: Error) =>
      this.#report(`A connection broke off before it was encrypted: ${message.trim()}.`),
    );
  }

  get hosts(): readonly string[] {
    return reachableHosts(this.#host);
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

function makeServer({ tls }: ListenOptions, answer: RequestListener) {
  const limits = {
    headersTimeout: patience,
    requestTimeout: patience,
    connectionsCheckingInterval: patience / 2,
  };
  return tls === undefined
    ? createServer(limits, answer)
    : createTlsServer(
        {
          ...limits,
          key: tls.key,
          cert: tls.certificate,
          minVersion: 'TLSv1.3',
          handshakeTimeout: patience,
        },
        answer,
      );
}

/** Does not wait for the other side to close, which it may never do. */
function deny(socket: Duplex, status: number): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
}
