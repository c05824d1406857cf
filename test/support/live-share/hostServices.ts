import * as v from 'valibot';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import type { Link } from './link.ts';

/** A service of the host's. Its handlers learn nothing of who sent what, and can't be taken back. */
class HostService implements vsls.SharedService {
  readonly #broadcast: (event: string, args: unknown) => void;
  readonly #requests = new Map<string, vsls.RequestHandler>();
  readonly #notices = new Map<string, vsls.NotifyHandler>();
  readonly #changed = new vscode.EventEmitter<boolean>();
  #isAvailable = false;

  readonly onDidChangeIsServiceAvailable = this.#changed.event;

  constructor(broadcast: (event: string, args: unknown) => void) {
    this.#broadcast = broadcast;
  }

  get isServiceAvailable(): boolean {
    return this.#isAvailable;
  }

  setAvailable(isAvailable: boolean): void {
    if (this.#isAvailable !== isAvailable) {
      this.#isAvailable = isAvailable;
      this.#changed.fire(isAvailable);
    }
  }

  onRequest(name: string, handler: vsls.RequestHandler): void {
    keepOnce(this.#requests, name, handler);
  }

  onNotify(name: string, handler: vsls.NotifyHandler): void {
    keepOnce(this.#notices, name, handler);
  }

  notify(name: string, args: object): void {
    if (this.#isAvailable) {
      this.#broadcast(name, args);
    }
  }

  /** A guest's request; nothing cancels it. */
  async answer(name: string, args: unknown[]): Promise<unknown> {
    const handler = this.#requests.get(name);
    if (handler === undefined) {
      throw new Error(`Unhandled method ${name}`);
    }
    return handler(args, new vscode.CancellationTokenSource().token);
  }

  take(name: string, args: object): void {
    this.#notices.get(name)?.(args);
  }
}

/** The services that extensions in the host's window share, by the name of extension and service. */
export class HostServices {
  readonly #services = new Map<string, HostService>();
  readonly #guests = new Set<Link>();
  #isOpen = false;

  share(name: string): vsls.SharedService {
    const known = this.#services.get(name);
    if (known !== undefined) {
      return known;
    }
    const service = new HostService((event, args) => {
      for (const guest of this.#guests) {
        guest.tell('serviceNotice', name, event, args);
      }
    });
    this.#services.set(name, service);
    service.setAvailable(this.#isOpen);
    this.#tellNames();
    return service;
  }

  unshare(name: string): void {
    const service = this.#services.get(name);
    this.#services.delete(name);
    this.#tellNames();
    service?.setAvailable(false);
  }

  /** Makes them available, or not any more. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#tellNames();
    for (const service of this.#services.values()) {
      service.setAvailable(isOpen);
    }
  }

  serve(guest: Link): void {
    const call = v.tuple([v.string(), v.string(), v.array(v.unknown())]);
    guest.on('serviceRequest', call, (name, method, args) => {
      const service = this.#available(name);
      if (service === undefined) {
        throw new Error(`Service '${name}' is not available.`);
      }
      return service.answer(method, args);
    });
    const event = v.tuple([v.string(), v.string(), v.looseObject({})]);
    guest.on('serviceEvent', event, (name, method, args) =>
      this.#available(name)?.take(method, args),
    );
    this.#guests.add(guest);
    void guest.closed.then(() => this.#guests.delete(guest));
    guest.tell('services', this.#names);
  }

  #available(name: string): HostService | undefined {
    return this.#isOpen ? this.#services.get(name) : undefined;
  }

  get #names(): readonly string[] {
    return this.#isOpen ? [...this.#services.keys()] : [];
  }

  #tellNames(): void {
    for (const guest of this.#guests) {
      guest.tell('services', this.#names);
    }
  }
}

/** @throws {Error} if the name has a handler: it would never be called, or the other one not any more. */
export function keepOnce<T>(handlers: Map<string, T>, name: string, handler: T): void {
  if (handlers.has(name)) {
    throw new Error(`${name} has a handler already.`);
  }
  handlers.set(name, handler);
}
