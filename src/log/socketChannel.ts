import type { WebSocket } from 'ws';
import { type Disposable, DisposableStore } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import type { Timers } from './timers.ts';

/** How long a closing socket waits for the other side before it is cut. */
const closeTimeout = 2_000;
/** WebSocket close code: message too big. */
const messageTooBig = 1009;

/** The other side is not the server that was asked for. */
export class WrongCertificateError extends Error {
  constructor() {
    super('the other side has another certificate');
  }
}

/** A channel over a WebSocket, open or still opening. Takes text alone; anything else closes it. */
export class SocketChannel implements Channel {
  readonly #socket: WebSocket;
  readonly #timers: Timers;
  readonly #disposables = new DisposableStore();
  readonly #onMessage = this.#disposables.add(new Emitter<string>());
  readonly #onClose = this.#disposables.add(new Emitter<ChannelEnd>());
  #detail = '';
  #cut: Disposable | undefined;

  readonly onMessage = this.#onMessage.event;
  readonly onClose = this.#onClose.event;

  constructor(socket: WebSocket, timers: Timers) {
    this.#socket = socket;
    this.#timers = timers;
    socket.on('message', (data, isBinary) => {
      if (isBinary) {
        socket.close(1003);
      } else {
        this.#onMessage.fire(data.toString());
      }
    });
    // A `close` follows every `error`.
    socket.on('error', (error) => {
      this.#detail = error.message;
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
        this.#end('tooLarge');
      } else if (error instanceof WrongCertificateError) {
        this.#end('impostor');
      }
    });
    socket.on('close', (code) => {
      this.#cut?.dispose();
      this.#detail ||= `socket closed with ${code}`;
      this.#end(code === messageTooBig ? 'tooLarge' : 'gone');
    });
  }

  get backlog(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN && !this.#disposables.isDisposed) {
      // A failed send closes the socket, which is told there.
      this.#socket.send(text, () => undefined);
    }
  }

  dispose(): void {
    if (this.#disposables.isDisposed) {
      return;
    }
    this.#disposables.dispose();
    if (this.#socket.readyState !== this.#socket.CLOSED) {
      this.#cut = this.#timers.after(closeTimeout, () => this.#socket.terminate());
      this.#socket.close(1000);
    }
  }

  #end(cause: ChannelEnd['cause']): void {
    this.#onClose.fire({ cause, detail: this.#detail });
    this.dispose();
  }
}
