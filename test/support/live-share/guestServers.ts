import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Link } from './link.ts';
import type { OwnLoopback } from './ownLoopback.ts';
import { Streams } from './streams.ts';

export interface ReachedServer {
  readonly displayName: string;
  /** On the guest's own loopback. */
  readonly port: number;
}

/** The host's shared servers on the guest's loopback, at the host's port unless that is remapped. */
export class GuestServers {
  readonly #streams: Streams;
  readonly #loopback: OwnLoopback;
  readonly #isRemapped: boolean;
  readonly #entrances = new Map<
    number,
    { readonly entrance: Server; readonly server: ReachedServer }
  >();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(link: Link, loopback: OwnLoopback, isRemapped: boolean) {
    this.#loopback = loopback;
    this.#isRemapped = isRemapped;
    this.#streams = new Streams(link, () => undefined);
    link.on('server', v.tuple([v.number(), v.string()]), (port, displayName) =>
      this.#open(port, displayName),
    );
    link.on('serverGone', v.tuple([v.number()]), (port) => this.#close(port));
    void link.closed.then(() => {
      for (const port of [...this.#entrances.keys()]) {
        this.#close(port);
      }
    });
  }

  get reached(): readonly ReachedServer[] {
    return [...this.#entrances.values()].map(({ server }) => server);
  }

  async #open(hostPort: number, displayName: string): Promise<void> {
    this.#close(hostPort);
    const entrance = createServer((socket) => this.#streams.lead(socket, hostPort));
    // Remapped it is the same one each time, as long as nobody else has it.
    await listen(entrance, this.#isRemapped ? hostPort + 1 : 0);
    const own = portOf(entrance);
    // The host has the number on this machine already, so it can't be listened on: it is led there.
    if (!this.#isRemapped) {
      this.#loopback.lead(hostPort, own);
    }
    const server = { displayName, port: this.#isRemapped ? own : hostPort };
    this.#entrances.set(hostPort, { entrance, server });
    this.#changed.fire();
  }

  #close(hostPort: number): void {
    this.#entrances.get(hostPort)?.entrance.close();
    this.#entrances.delete(hostPort);
    this.#loopback.unlead(hostPort);
    this.#changed.fire();
  }
}

/** On a port of the machine's loopback; on any, if somebody listens there. */
async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('A server that listens on TCP has a port.');
  }
  return address.port;
}
