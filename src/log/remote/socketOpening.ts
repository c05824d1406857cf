import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ServerAddress } from '../../protocol/serverAddress.ts';
import type { Disposable } from '../../util/disposable.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { WrongCertificateError } from '../socketChannel.ts';
import type { Timers } from '../timers.ts';

/** How long a host may hold up the next one, in milliseconds. */
const untilNextHost = 1_500;
/** How long the last one has; with seven before it, still less than a silent link is given. */
const untilGivenUp = 8_000;

/** Connects to the first host of an address that answers and is the right one. Disposed with its socket. */
export class SocketOpening implements Disposable {
  /** Rejects if there is none. */
  readonly opened: Promise<Socket>;
  readonly #address: ServerAddress;
  readonly #timers: Timers;
  #socket: Socket | undefined;
  #isDisposed = false;

  constructor(address: ServerAddress, timers: Timers) {
    this.#address = address;
    this.#timers = timers;
    this.opened = this.#open();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const { hosts } = this.#address;
    const failures: unknown[] = [];
    for (const host of hosts) {
      const isLast = failures.length === hosts.length - 1;
      try {
        return await this.#try(host, isLast ? untilGivenUp : untilNextHost);
      } catch (error) {
        failures.push(error);
      }
    }
    throw failures.find((failure) => failure instanceof WrongCertificateError) ?? failures[0];
  }

  async #try(host: string, limit: number): Promise<Socket> {
    if (this.#isDisposed) {
      throw new Error('Nobody wants the connection any more.');
    }
    const { port, fingerprint } = this.#address;
    const opening =
      fingerprint === undefined
        ? openPlain({ host, port })
        : openPinned({ host, port }, fingerprint);
    const { socket } = opening;
    this.#socket = socket;
    const timer = this.#timers.after(limit, () =>
      socket.destroy(new Error(`${host} does not answer.`)),
    );
    try {
      await opening.opened;
      return socket;
    } finally {
      timer.dispose();
    }
  }
}

interface Opening {
  readonly socket: Socket;
  readonly opened: Promise<unknown>;
}

function openPlain(options: TcpNetConnectOpts): Opening {
  const socket = connect(options);
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('The connection was closed.')));
  });
  return { socket, opened };
}

/** Opened only once the certificate was compared: what is written before that may be sent already. */
function openPinned(options: TcpNetConnectOpts, fingerprint: string): Opening {
  const socket = connectTls({
    ...options,
    servername: '',
    minVersion: 'TLSv1.3',
    // No authority is asked: the fingerprint says which certificate it has to be.
    rejectUnauthorized: false,
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', () => {
      if (fingerprintOf(socket.getPeerCertificate().raw) === fingerprint) {
        resolve();
      } else {
        socket.destroy(new WrongCertificateError());
      }
    });
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('The connection was closed.')));
  });
  return { socket, opened };
}
