import * as v from 'valibot';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { keepOnce } from './hostServices.ts';
import { type Link, RemoteError } from './link.ts';

class SharedServiceProxyError extends Error implements vsls.SharedServiceProxyError {
  override readonly name = 'SharedServiceProxyError';
}

class SharedServiceResponseError extends Error implements vsls.SharedServiceResponseError {
  override readonly name = 'SharedServiceResponseError';
  readonly remoteStack?: string;

  constructor({ message, remoteStack }: RemoteError) {
    super(message);
    if (remoteStack !== undefined) {
      this.remoteStack = remoteStack;
    }
  }
}

/** A service of the host's as a guest has it. What is sent is copied as JSON on the way. */
class ServiceProxy implements vsls.SharedServiceProxy {
  readonly #name: string;
  readonly #notices = new Map<string, vsls.NotifyHandler>();
  readonly #changed = new vscode.EventEmitter<boolean>();
  #link: Link | undefined;

  readonly onDidChangeIsServiceAvailable = this.#changed.event;

  constructor(name: string) {
    this.#name = name;
  }

  get isServiceAvailable(): boolean {
    return this.#link !== undefined;
  }

  /** @param link the way to it; undefined while it is not available. */
  setLink(link: Link | undefined): void {
    const before = this.isServiceAvailable;
    this.#link = link;
    if (before !== this.isServiceAvailable) {
      this.#changed.fire(this.isServiceAvailable);
    }
  }

  onNotify(name: string, handler: vsls.NotifyHandler): void {
    keepOnce(this.#notices, name, handler);
  }

  async request(name: string, args: unknown[]): Promise<unknown> {
    if (this.#link === undefined) {
      throw new SharedServiceProxyError(`Service '${this.#name}' is not available.`);
    }
    try {
      return await this.#link.request('serviceRequest', this.#name, name, args);
    } catch (error) {
      throw error instanceof RemoteError
        ? new SharedServiceResponseError(error)
        : new SharedServiceProxyError(String(error));
    }
  }

  notify(name: string, args: object): void {
    this.#link?.tell('serviceEvent', this.#name, name, args);
  }

  take(name: string, args: object): void {
    if (this.#link !== undefined) {
      this.#notices.get(name)?.(args);
    }
  }
}

/** The host's services in a guest's window. */
export class ServiceProxies {
  readonly #proxies = new Map<string, ServiceProxy>();
  #offered: ReadonlySet<string> = new Set();
  #link: Link | undefined;
  #isOpen = false;

  get(name: string): vsls.SharedServiceProxy {
    const known = this.#proxies.get(name);
    if (known !== undefined) {
      return known;
    }
    const proxy = new ServiceProxy(name);
    this.#proxies.set(name, proxy);
    this.#update();
    return proxy;
  }

  /** Follows what the host offers, which is to be had once this is open. */
  follow(link: Link): void {
    this.#link = link;
    link.on('services', v.tuple([v.array(v.string())]), (names) => {
      this.#offered = new Set(names);
      this.#update();
    });
    const event = v.tuple([v.string(), v.string(), v.looseObject({})]);
    link.on('serviceNotice', event, (name, method, args) =>
      this.#proxies.get(name)?.take(method, args),
    );
  }

  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#update();
  }

  #update(): void {
    for (const [name, proxy] of this.#proxies) {
      proxy.setLink(this.#isOpen && this.#offered.has(name) ? this.#link : undefined);
    }
  }
}
