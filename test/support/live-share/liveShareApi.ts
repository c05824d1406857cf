import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import type { Hosting } from './hosting.ts';
import type { Participation, Seat } from './participation.ts';
import { access, type Person, peerOf, role, userOf } from './person.ts';
import type { Places } from './places.ts';

export interface ApiOptions {
  /** The extension that asked for it. */
  readonly caller: vscode.Extension<unknown>;
  /** Whether Microsoft has permitted that extension what needs it. */
  readonly isPermitted: boolean;
  readonly seat: Seat;
  readonly participation: Participation;
  readonly places: Places;
}

/** Live Share's API as one extension has it. */
export class LiveShareApi implements vsls.LiveShare {
  readonly #options: ApiOptions;
  readonly #participation: Participation;

  readonly onDidChangeSession: vscode.Event<vsls.SessionChangeEvent>;
  readonly onDidChangePeers: vscode.Event<vsls.PeersChangeEvent>;

  readonly presenceProviders: vsls.PresenceProvider[] = [];
  readonly onPresenceProviderRegistered = new vscode.EventEmitter<vsls.PresenceProviderEvent>()
    .event;
  readonly services: vsls.Services = { getRemoteServiceBroker: async () => null };

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#participation = options.participation;
    const { onDidChangeSession, onDidChangePeers } = options.participation;
    this.onDidChangeSession = mapped(onDidChangeSession, () => ({ session: this.session }));
    this.onDidChangePeers = mapped(onDidChangePeers, ({ added, removed }) => ({
      added: this.#told(added),
      removed: this.#told(removed),
    }));
  }

  get session(): vsls.Session {
    const { isPermitted, seat } = this.#options;
    const { session } = this.#participation;
    if (session !== undefined) {
      return { ...peerOf(session.me, isPermitted), id: session.id, presentationMode: false };
    }
    return {
      ...{ peerNumber: 0, role: role.none, access: access.none, id: null },
      ...{ user: userOf(seat.userName, isPermitted), presentationMode: false },
    };
  }

  get peers(): vsls.Peer[] {
    return this.#told(this.#participation.peers);
  }

  async share({ access }: vsls.ShareOptions = {}): Promise<vscode.Uri | null> {
    return (await this.#participation.share(access))?.joinLink ?? null;
  }

  /** Opens the folders of the session that is on in the room, whose link it has to be. */
  async join(link: vscode.Uri, { newWindow = false }: vsls.JoinOptions = {}): Promise<void> {
    const session = await this.#options.seat.room.session();
    if (session === undefined || link.query !== session.id) {
      throw new Error('The collaboration session was not found.');
    }
    const workspace = vscode.Uri.file(session.workspace);
    await vscode.commands.executeCommand('vscode.openFolder', workspace, {
      forceNewWindow: newWindow,
    });
  }

  async end(): Promise<void> {
    await this.#participation.end();
  }

  async shareService(name: string): Promise<vsls.SharedService | null> {
    return this.#options.isPermitted
      ? this.#participation.services.share(this.#serviceName(name))
      : null;
  }

  async unshareService(name: string): Promise<void> {
    this.#participation.services.unshare(this.#serviceName(name));
  }

  async getSharedService(name: string): Promise<vsls.SharedServiceProxy | null> {
    return this.#options.isPermitted
      ? this.#participation.proxies.get(this.#serviceName(name))
      : null;
  }

  convertLocalUriToShared(local: vscode.Uri): vscode.Uri {
    return this.#asHost().folders.toShared(local);
  }

  convertSharedUriToLocal(shared: vscode.Uri): vscode.Uri {
    return this.#asHost().folders.toLocal(shared);
  }

  registerCommand(
    command: string,
    isEnabled?: () => boolean,
    thisArg?: unknown,
  ): vscode.Disposable | null {
    const { places, caller, isPermitted } = this.#options;
    return isPermitted
      ? places.registerCommand(caller.packageJSON, command, () =>
          isEnabled === undefined ? true : isEnabled.call(thisArg),
        )
      : null;
  }

  registerTreeDataProvider<T>(
    view: vsls.View,
    provider: vscode.TreeDataProvider<T>,
  ): vscode.Disposable | null {
    const { places, isPermitted } = this.#options;
    return isPermitted ? places.registerProvider(view, provider) : null;
  }

  registerContactServiceProvider(): null {
    return null;
  }

  /** @throws {Error} if there is no session to share it in, or at a guest. */
  async shareServer(server: vsls.Server): Promise<vscode.Disposable> {
    return this.#asHost().servers.share(server);
  }

  async getContacts(): Promise<vsls.ContactsCollection> {
    return { contacts: {}, dispose: async () => undefined };
  }

  async getPeerForTextDocumentChangeEvent(): Promise<vsls.Peer> {
    throw new Error('This stand-in for Live Share does not know who changed a document.');
  }

  #asHost(): Hosting {
    const { hosting } = this.#participation;
    if (hosting === undefined) {
      throw new Error('Only the host of a session can do that.');
    }
    return hosting;
  }

  #serviceName(name: string): string {
    return `${this.#options.caller.id}.${name}`;
  }

  #told(people: readonly Person[]): vsls.Peer[] {
    return people.map((person) => peerOf(person, this.#options.isPermitted));
  }
}

function mapped<T, U>(event: vscode.Event<T>, change: (value: T) => U): vscode.Event<U> {
  return (listener, thisArg, disposables) =>
    event((value) => listener.call(thisArg, change(value)), undefined, disposables);
}
