import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { serveFiles, watchFiles } from './hostFiles.ts';
import { HostServers } from './hostServers.ts';
import type { HostServices } from './hostServices.ts';
import { Link } from './link.ts';
import { access, type Person, role } from './person.ts';
import type { Room } from './room.ts';
import { SharedFolders } from './sharedFolders.ts';
import { SharedTexts } from './sharedTexts.ts';

export interface HostingOptions {
  readonly room: Room;
  readonly name: string;
  readonly userName: string | null;
  /** Of guests, unless one's own quirk limits it. */
  readonly guestAccess: vsls.Access | undefined;
  readonly services: HostServices;
}

/** A Live Share session at its host: the relay that guests connect to, and what they get by it. */
export class Hosting {
  readonly id = randomUUID();
  readonly joinLink = vscode.Uri.parse(`https://live-share-stand-in.example/join?${this.id}`);
  readonly me: Person;
  readonly folders = new SharedFolders(vscode.workspace.workspaceFolders ?? []);
  readonly servers = new HostServers();
  readonly #options: HostingOptions;
  readonly #guests = new Map<Link, Person>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #texts: SharedTexts;
  readonly #watcher: vscode.Disposable;
  readonly #relay: Server;
  #lastNumber = 0;

  /** Someone came or left. */
  readonly onDidChangePeers = this.#changed.event;

  private constructor(options: HostingOptions) {
    const { folders } = this;
    const { name, userName } = options;
    this.#options = options;
    this.me = { peerNumber: 0, name, userName, role: role.host, access: access.owner };
    this.#texts = new SharedTexts(
      {
        pathOf: (uri) => (folders.includes(uri) ? folders.toShared(uri).path : undefined),
        uriOf: (path) => folders.toLocal(vscode.Uri.from({ scheme: 'vsls', path })),
      },
      true,
    );
    this.#watcher = watchFiles(folders, (path, type) => this.#tell('fileChanged', path, type));
    this.#relay = createServer((socket) => this.#receive(socket));
  }

  /** Starts a session on the folders that are open, and notes it in the room. */
  static async start(options: HostingOptions): Promise<Hosting> {
    const hosting = new Hosting(options);
    hosting.#relay.listen(0, '127.0.0.1');
    await once(hosting.#relay, 'listening');
    const { port } = v.parse(v.object({ port: v.number() }), hosting.#relay.address());
    await options.room.open(hosting.id, port, hosting.folders.roots);
    return hosting;
  }

  get peers(): readonly Person[] {
    return [...this.#guests.values()];
  }

  /** Ends it for everyone. */
  async end(): Promise<void> {
    this.#watcher.dispose();
    this.#texts.dispose();
    this.#relay.close();
    for (const guest of this.#guests.keys()) {
      guest.close();
    }
    await this.#options.room.close();
  }

  #receive(socket: Socket): void {
    const link = new Link(socket);
    const introduction = v.tuple([v.string(), v.string(), v.nullable(v.string())]);
    link.on('join', introduction, async (id, name, userName) => {
      if (id !== this.id) {
        throw new Error('That session has ended.');
      }
      this.#lastNumber++;
      const guest: Person = {
        ...{ peerNumber: this.#lastNumber, name, userName, role: role.guest },
        access: await this.#accessOf(name),
      };
      serveFiles(link, this.folders, this.#texts, guest);
      this.#texts.with(link, guest.access !== access.readOnly);
      await this.servers.serve(link);
      this.#guests.set(link, guest);
      void link.closed.then(() => this.#leave(link));
      this.#tellPeers();
      this.#options.services.serve(link);
      return guest;
    });
  }

  async #accessOf(guest: string): Promise<Person['access']> {
    const quirk = (await this.#options.room.settings()).people[guest]?.access;
    return quirk === 'readOnly' || this.#options.guestAccess === access.readOnly
      ? access.readOnly
      : access.readWrite;
  }

  #leave(link: Link): void {
    this.#guests.delete(link);
    this.#tellPeers();
  }

  #tellPeers(): void {
    for (const [link, guest] of this.#guests) {
      link.tell(
        'peers',
        [this.me, ...this.peers].filter((person) => person !== guest),
      );
    }
    this.#changed.fire();
  }

  #tell(method: string, ...args: readonly unknown[]): void {
    for (const guest of this.#guests.keys()) {
      guest.tell(method, ...args);
    }
  }
}
