import { once } from 'node:events';
import { connect } from 'node:net';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { GuestServers } from './guestServers.ts';
import { Link } from './link.ts';
import type { OwnLoopback } from './ownLoopback.ts';
import { type Person, personSchema } from './person.ts';
import type { Quirks, SessionNote } from './room.ts';
import type { ServiceProxies } from './serviceProxies.ts';
import { SharedTexts } from './sharedTexts.ts';

export interface VisitOptions {
  readonly session: SessionNote;
  readonly name: string;
  readonly userName: string | null;
  readonly quirks: Quirks;
  /** The guest's, which is not the host's. */
  readonly loopback: OwnLoopback;
  readonly proxies: ServiceProxies;
}

/** A Live Share session at a guest: connected to the relay of its host. */
export class Visit {
  readonly id: string;
  readonly me: Person;
  readonly link: Link;
  readonly servers: GuestServers;
  /** Settles when it is over: the host ended it or is gone, or the guest left. */
  readonly ended: Promise<void>;
  readonly #others: Others;

  private constructor(id: string, me: Person, link: Link, servers: GuestServers, others: Others) {
    this.id = id;
    this.me = me;
    this.link = link;
    this.servers = servers;
    this.#others = others;
    const texts = new SharedTexts(
      {
        pathOf: ({ scheme, path }) => (scheme === 'vsls' ? path : undefined),
        uriOf: (path) => vscode.Uri.from({ scheme: 'vsls', path }),
      },
      false,
    );
    texts.with(link, true);
    this.ended = link.closed.then(() => texts.dispose());
  }

  /** @throws {Error} if the host is gone, or has another session now. */
  static async begin(options: VisitOptions): Promise<Visit> {
    const { session, name, userName, quirks, loopback, proxies } = options;
    // The relay is no server of the host's, it stands for the one in the cloud.
    loopback.lead(session.port, session.port);
    const socket = connect(session.port, '127.0.0.1');
    await once(socket, 'connect');
    const link = new Link(socket);
    const servers = new GuestServers(link, loopback, quirks.remapPorts ?? false);
    const others = new Others(link);
    proxies.follow(link);
    const me = v.parse(personSchema, await link.request('join', session.id, name, userName));
    return new Visit(session.id, me, link, servers, others);
  }

  get peers(): readonly Person[] {
    return this.#others.present;
  }

  /** Someone came or left. */
  get onDidChangePeers(): vscode.Event<void> {
    return this.#others.onDidChange;
  }

  leave(): void {
    this.link.close();
  }
}

/** Those in the session but for this guest, as the host tells. */
class Others {
  readonly #changed = new vscode.EventEmitter<void>();
  #present: readonly Person[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(link: Link) {
    link.on('peers', v.tuple([v.array(personSchema)]), (present) => {
      this.#present = present;
      this.#changed.fire();
    });
  }

  get present(): readonly Person[] {
    return this.#present;
  }
}
