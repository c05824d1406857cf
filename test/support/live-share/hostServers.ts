import { connect } from 'node:net';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import type { Link } from './link.ts';
import { Streams } from './streams.ts';

/** The servers on the host's machine that guests reach. */
export class HostServers {
  readonly #servers = new Map<number, vsls.Server>();
  readonly #guests = new Map<Link, Streams>();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  get shared(): readonly vsls.Server[] {
    return [...this.#servers.values()];
  }

  /** Settles when every guest that is there has it. */
  async share(server: vsls.Server): Promise<vscode.Disposable> {
    this.#servers.set(server.port, server);
    await Promise.allSettled([...this.#guests.keys()].map((guest) => offer(guest, server)));
    this.#changed.fire();
    return new vscode.Disposable(() => this.#unshare(server));
  }

  /** Settles when the guest has what is shared. */
  async serve(guest: Link): Promise<void> {
    const streams = new Streams(guest, (port) =>
      this.#servers.has(port) ? connect(port, '127.0.0.1') : undefined,
    );
    this.#guests.set(guest, streams);
    void guest.closed.then(() => this.#guests.delete(guest));
    await Promise.all(this.shared.map((server) => offer(guest, server)));
  }

  #unshare(server: vsls.Server): void {
    if (this.#servers.get(server.port) !== server) {
      return;
    }
    this.#servers.delete(server.port);
    for (const guest of this.#guests.keys()) {
      guest.tell('serverGone', server.port);
    }
    this.#changed.fire();
  }
}

async function offer(guest: Link, { port, displayName }: vsls.Server): Promise<void> {
  await guest.request('server', port, displayName ?? `Port ${port}`);
}
