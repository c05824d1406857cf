import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { Hosting } from './hosting.ts';
import { HostServices } from './hostServices.ts';
import { OwnLoopback } from './ownLoopback.ts';
import type { Person } from './person.ts';
import { type Quirks, type Room, sessionOf } from './room.ts';
import { ServiceProxies } from './serviceProxies.ts';
import { Visit } from './visit.ts';

/** Who sits at this window, and what is odd about their Live Share. */
export interface Seat {
  readonly room: Room;
  readonly name: string;
  /** What Live Share knows them by; null if it does not. */
  readonly userName: string | null;
  readonly quirks: Quirks;
}

export interface PeersChange {
  readonly added: readonly Person[];
  readonly removed: readonly Person[];
}

/** This window's part in a Live Share session, if it has one. */
export class Participation {
  readonly services = new HostServices();
  readonly proxies = new ServiceProxies();
  readonly #seat: Seat;
  readonly #changedSession = new vscode.EventEmitter<void>();
  readonly #changedPeers = new vscode.EventEmitter<PeersChange>();
  #current: Hosting | Visit | undefined;
  #hasRole = false;
  #peers: readonly Person[] = [];

  readonly onDidChangeSession = this.#changedSession.event;
  readonly onDidChangePeers = this.#changedPeers.event;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  get hosting(): Hosting | undefined {
    return this.#current instanceof Hosting ? this.#current : undefined;
  }

  get visit(): Visit | undefined {
    return this.#current instanceof Visit ? this.#current : undefined;
  }

  /** The session as extensions see it: not before there is a role. */
  get session(): Hosting | Visit | undefined {
    return this.#hasRole ? this.#current : undefined;
  }

  get peers(): readonly Person[] {
    return this.#peers;
  }

  /**
   * Starts a session, or takes the one that is on. `undefined` if nobody is signed in.
   *
   * @throws {Error} at a guest.
   */
  async share(guestAccess: vsls.Access | undefined): Promise<Hosting | undefined> {
    if (this.visit !== undefined) {
      throw new Error('Cannot share while joined to another session.');
    }
    const { room, name, userName, quirks } = this.#seat;
    if (quirks.signedOut) {
      return undefined;
    }
    if (this.hosting === undefined) {
      const { services } = this;
      const hosting = await Hosting.start({ room, name, userName, guestAccess, services });
      void this.#enter(hosting);
    }
    return this.hosting;
  }

  /** Connects a guest's window to the session whose folders it has open, if that is still on. */
  async arrive(): Promise<void> {
    const { room, name, userName, quirks } = this.#seat;
    const { workspaceFile } = vscode.workspace;
    const session = await room.session();
    if (workspaceFile === undefined || session?.id !== sessionOf(workspaceFile.fsPath)) {
      return;
    }
    const loopback = new OwnLoopback();
    const { proxies } = this;
    try {
      const visit = await Visit.begin({ session, name, userName, quirks, loopback, proxies });
      void visit.ended.then(() => this.#afterVisit(loopback));
      void this.#enter(visit);
    } catch {
      // The host is gone: its folders can't be reached, as they could not be by Live Share.
      loopback.dispose();
    }
  }

  /** A host ends the session for everyone, a guest leaves it. */
  async end(): Promise<void> {
    this.visit?.leave();
    const { hosting } = this;
    if (hosting !== undefined) {
      await hosting.end();
      this.#exit();
    }
  }

  async #enter(session: Hosting | Visit): Promise<void> {
    const { roleLate = 0, serviceLate = 0 } = this.#seat.quirks;
    this.#current = session;
    session.onDidChangePeers(() => this.#updatePeers());
    if (roleLate > 0) {
      await delay(roleLate);
    }
    if (this.#current !== session) {
      return;
    }
    this.#hasRole = true;
    this.#changedSession.fire();
    this.#updatePeers();
    if (serviceLate > 0) {
      await delay(serviceLate);
    }
    if (this.#current === session) {
      this.#setServices(true);
    }
  }

  /** Nothing is said of what the two machines can reach from each other once Live Share is over. */
  async #afterVisit(loopback: OwnLoopback): Promise<void> {
    loopback.dispose();
    this.#exit();
    if (!this.#seat.quirks.staysOpen) {
      await vscode.commands.executeCommand('workbench.action.closeFolder');
    }
  }

  #exit(): void {
    this.#current = undefined;
    this.#hasRole = false;
    this.#changedSession.fire();
    this.#updatePeers();
    this.#setServices(false);
  }

  #setServices(areOpen: boolean): void {
    if (this.#current instanceof Visit || !areOpen) {
      this.proxies.setOpen(areOpen);
    }
    if (this.#current instanceof Hosting || !areOpen) {
      this.services.setOpen(areOpen);
    }
  }

  #updatePeers(): void {
    const before = this.#peers;
    this.#peers = [...(this.session?.peers ?? [])];
    const missing = (from: readonly Person[], than: readonly Person[]): readonly Person[] =>
      than.filter((one) => !from.some(({ peerNumber }) => peerNumber === one.peerNumber));
    const change = { added: missing(before, this.#peers), removed: missing(this.#peers, before) };
    if (change.added.length + change.removed.length > 0) {
      this.#changedPeers.fire(change);
    }
  }
}
