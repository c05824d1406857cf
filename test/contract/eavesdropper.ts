import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Sits between a guest and a server, passes everything on and keeps a copy. */
export class Eavesdropper {
  readonly #server = createServer((guest) => this.#passOn(guest));
  readonly #sockets = new Set<Socket>();
  readonly #heard: Buffer[] = [];
  readonly #target: { readonly host: string; readonly port: number };

  constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
  }

  /** All bytes of both directions, each as one character. */
  get heard(): string {
    return Buffer.concat(this.#heard).toString('latin1');
  }

  /** Resolves with the port to send guests to. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return portOf(this.#server.address());
  }

  dispose(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  #passOn(guest: Socket): void {
    const server = connect(this.#target);
    for (const [from, to] of [
      [guest, server],
      [server, guest],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        this.#heard.push(bytes);
        to.write(bytes);
      });
      from.on('error', () => from.destroy());
      from.on('close', () => to.destroy());
    }
  }
}

export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
