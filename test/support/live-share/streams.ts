import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import * as v from 'valibot';
import type { Link } from './link.ts';

/** TCP connections that go through the relay, from a guest to the host's shared servers. */
export class Streams {
  readonly #link: Link;
  readonly #sockets = new Map<string, Socket>();

  /** @param dial connects to a port of this machine's for the other side, or refuses. */
  constructor(link: Link, dial: (port: number) => Socket | undefined) {
    this.#link = link;
    link.on('dial', v.tuple([v.string(), v.number()]), (id, port) => {
      const socket = dial(port);
      if (socket === undefined) {
        link.tell('hangUp', id);
      } else {
        this.#carry(id, socket);
      }
    });
    link.on('data', v.tuple([v.string(), v.string()]), (id, base64) =>
      this.#sockets.get(id)?.write(Buffer.from(base64, 'base64')),
    );
    link.on('hangUp', v.tuple([v.string()]), (id) => this.#sockets.get(id)?.destroySoon());
    void link.closed.then(() => this.dispose());
  }

  /** Leads a connection that came in here to a port at the other side. */
  lead(socket: Socket, port: number): void {
    const id = randomUUID();
    this.#link.tell('dial', id, port);
    this.#carry(id, socket);
  }

  dispose(): void {
    for (const socket of this.#sockets.values()) {
      socket.destroy();
    }
  }

  #carry(id: string, socket: Socket): void {
    this.#sockets.set(id, socket);
    socket.on('data', (chunk: Buffer) => this.#link.tell('data', id, chunk.toString('base64')));
    // Its close follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(id);
      this.#link.tell('hangUp', id);
    });
  }
}
