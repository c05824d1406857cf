import type * as vsls from 'vsls';
import { Emitter } from '../../src/util/emitter.ts';

/** What went from one side to the other, as JSON. */
export interface Carried {
  readonly kind: 'request' | 'answer' | 'notice';
  readonly name: string;
  readonly json: string;
}

/**
 * A service of Live Share between a host and its guests, all in this process: what its types say and what
 * is known of how it behaves. It doesn't prove that Live Share behaves so.
 */
export class SharedServices {
  readonly host: vsls.SharedService;
  readonly carried: Carried[] = [];
  /** Whether a notice gets lost on its way. */
  loses: (name: string) => boolean = () => false;
  /** Whether an answer never comes. */
  swallows: (name: string) => boolean = () => false;
  readonly #requestHandlers = new Map<string, vsls.RequestHandler>();
  readonly #guests: Guest[] = [];
  readonly #onDidChange = new Emitter<boolean>();
  #isAvailable: boolean;
  /** How many Live Share sessions are over. */
  #past = 0;
  #held: (() => void)[] | undefined;
  #underWay = 0;

  constructor({ isAvailable = true } = {}) {
    this.#isAvailable = isAvailable;
    const available = () => this.#isAvailable;
    this.host = {
      get isServiceAvailable() {
        return available();
      },
      onDidChangeIsServiceAvailable: this.#onDidChange.event,
      onRequest: (name, handler) => register(this.#requestHandlers, name, handler),
      // Nobody who uses this notifies a host.
      onNotify: () => undefined,
      notify: (name, args) => this.#broadcast(name, args),
    };
  }

  /** The guests' side of the service, as one of them has it. */
  proxy(): vsls.SharedServiceProxy {
    const available = () => this.#isAvailable;
    const handlers = new Map<string, vsls.NotifyHandler>();
    const onDidChange = new Emitter<boolean>();
    this.#guests.push({ handlers, onDidChange });
    return {
      get isServiceAvailable() {
        return available();
      },
      onDidChangeIsServiceAvailable: onDidChange.event,
      onNotify: (name, handler) => register(handlers, name, handler),
      request: (name, args) => this.#request(name, args),
      notify: () => undefined,
    };
  }

  /** The Live Share session begins or ends, for everyone. */
  setAvailable(isAvailable: boolean): void {
    this.#isAvailable = isAvailable;
    this.#past += isAvailable ? 0 : 1;
    this.#onDidChange.fire(isAvailable);
    for (const { onDidChange } of this.#guests) {
      onDidChange.fire(isAvailable);
    }
  }

  /** Nothing gets through until `letThrough`. */
  hold(): void {
    this.#held ??= [];
  }

  letThrough(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const run of held) {
      setImmediate(run);
    }
  }

  /** Nothing is on its way any more but what is held, and what came has been dealt with as far as that takes no time. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise(setImmediate);
      if (this.#underWay > (this.#held?.length ?? 0)) {
        quiet = 0;
      }
    }
  }

  count(kind: Carried['kind'], name?: string): number {
    return this.carried.filter((one) => one.kind === kind && (name ?? one.name) === one.name)
      .length;
  }

  async #request(name: string, args: unknown[]): Promise<unknown> {
    if (!this.#isAvailable) {
      throw new Error('SharedServiceProxyError: the service is not available');
    }
    const asked = await this.#carry('request', name, args);
    const handler = this.#requestHandlers.get(name);
    if (handler === undefined) {
      throw new Error(`SharedServiceResponseError: no handler of ${name}`);
    }
    const answer: unknown = await handler([asked].flat(), neverCancelled);
    if (this.swallows(name)) {
      await new Promise(() => undefined);
    }
    return this.#carry('answer', name, answer);
  }

  #broadcast(name: string, args: object): void {
    if (this.#isAvailable && !this.loses(name)) {
      const tell = (told: unknown) => {
        for (const { handlers } of this.#guests) {
          handlers.get(name)?.(Object(told));
        }
      };
      this.#carry('notice', name, args).then(tell, () => undefined);
    }
  }

  /** Resolves at the other side, later, in order, with what JSON leaves of a value. */
  #carry(kind: Carried['kind'], name: string, value: unknown): Promise<unknown> {
    const json = JSON.stringify(value) ?? 'null';
    const past = this.#past;
    this.carried.push({ kind, name, json });
    this.#underWay++;
    return new Promise((resolve, reject) => {
      const arrive = () => {
        this.#underWay--;
        if (past === this.#past) {
          resolve(JSON.parse(json));
        } else {
          reject(new Error('SharedServiceProxyError: the connection was lost'));
        }
      };
      if (this.#held === undefined) {
        setImmediate(arrive);
      } else {
        this.#held.push(arrive);
      }
    });
  }
}

const neverCancelled: Parameters<vsls.RequestHandler>[1] = {
  isCancellationRequested: false,
  onCancellationRequested: new Emitter<unknown>().event,
};

function register<T>(handlers: Map<string, T>, name: string, handler: T): void {
  if (handlers.has(name)) {
    throw new Error(`There is a handler of ${name} already.`);
  }
  handlers.set(name, handler);
}

interface Guest {
  readonly handlers: Map<string, vsls.NotifyHandler>;
  readonly onDidChange: Emitter<boolean>;
}
