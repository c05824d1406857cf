import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { ServerAddress } from '../../protocol/serverAddress.ts';
import { largestServerFrame } from '../../protocol/wire.ts';
import type { Channel } from '../channel.ts';
import { SocketChannel } from '../socketChannel.ts';
import type { Timers } from '../timers.ts';
import { SocketOpening } from './socketOpening.ts';

/** How long the other side may be silent between the connection and the WebSocket, in milliseconds. */
const handshakeTimeout = 5_000;

/**
 * A WebSocket speaks HTTP first, and editors send the HTTP of extensions through an agent of their own,
 * which would open another connection than ours, and by a proxy. They leave what goes to a Unix socket
 * alone, so that is what this claims to be; there is no such socket.
 */
const url = 'ws+unix:/interpair:/';

/** Opens a WebSocket. A failure to connect closes the channel. */
export function dialSocket(address: ServerAddress, timers: Timers): Channel {
  const opening = new SocketOpening(address, timers);
  const webSocket = new WebSocket(url, {
    agent: new OneSocket(opening.opened),
    handshakeTimeout,
    maxPayload: largestServerFrame,
    perMessageDeflate: false,
    followRedirects: false,
  });
  webSocket.once('close', () => opening.dispose());
  return new SocketChannel(webSocket, timers);
}

/** Gives a request the one connection that was opened for it, and not before it is open. */
class OneSocket extends Agent {
  readonly #opened: Promise<Duplex>;

  constructor(opened: Promise<Duplex>) {
    super();
    this.#opened = opened;
  }

  override createConnection(
    _options: unknown,
    callback: (failure: Error | null, socket?: Duplex) => void,
  ): undefined {
    this.#opened.then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error),
    );
  }
}
