import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const call = { method: v.string(), args: v.array(v.unknown()) };
const failureSchema = v.object({
  message: v.string(),
  code: v.optional(v.string()),
  stack: v.optional(v.string()),
});
const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('request'), id: v.number(), ...call }),
  v.object({ kind: v.literal('answer'), id: v.number(), value: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('failure'), id: v.number(), failure: failureSchema }),
  v.object({ kind: v.literal('notice'), ...call }),
]);
type Message = v.InferOutput<typeof messageSchema>;

/** What the other side threw. */
export class RemoteError extends Error {
  readonly code: string | undefined;
  readonly remoteStack: string | undefined;

  constructor({ message, code, stack }: v.InferOutput<typeof failureSchema>) {
    super(message);
    this.code = code;
    this.remoteStack = stack;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Requests and notices both ways over a socket, as lines of JSON, in the order in which they were sent. */
export class Link {
  /** Settles when it is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #handlers = new Map<string, (args: readonly unknown[]) => unknown>();
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    const lines = createInterface(socket);
    lines.on('line', (line) => void this.#take(v.parse(messageSchema, JSON.parse(line))));
    // The end says all that there is to know of an error, which both tell.
    socket.on('error', () => undefined);
    lines.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error('The connection has ended.'));
      }
      this.#waiting.clear();
    });
  }

  /** Has requests and notices of a method handled; what the handler answers is the request's answer. */
  on<S extends v.GenericSchema<unknown, unknown[]>>(
    method: string,
    args: S,
    handler: (...args: v.InferOutput<S>) => unknown,
  ): void {
    this.#handlers.set(method, (given) => handler(...v.parse(args, given)));
  }

  /** @throws {RemoteError} if the other side could not do it. */
  request(method: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#socket.destroyed) {
      return Promise.reject(new Error('The connection has ended.'));
    }
    this.#last++;
    const id = this.#last;
    this.#send({ kind: 'request', id, method, args: [...args] });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  tell(method: string, ...args: readonly unknown[]): void {
    this.#send({ kind: 'notice', method, args: [...args] });
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(message: Message): void {
    if (!this.#socket.destroyed) {
      this.#socket.write(`${JSON.stringify(message)}\n`);
    }
  }

  async #take(message: Message): Promise<void> {
    if (message.kind === 'notice') {
      this.#handlers.get(message.method)?.(message.args);
      return;
    }
    const { id } = message;
    if (message.kind !== 'request') {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (message.kind === 'answer') {
        waiting?.resolve(message.value);
      } else {
        waiting?.reject(new RemoteError(message.failure));
      }
      return;
    }
    try {
      const handler = this.#handlers.get(message.method);
      if (handler === undefined) {
        throw new Error(`Nothing handles ${message.method}.`);
      }
      this.#send({ kind: 'answer', id, value: await handler(message.args) });
    } catch (error) {
      this.#send({ kind: 'failure', id, failure: failureOf(error) });
    }
  }
}

function failureOf(error: unknown): v.InferOutput<typeof failureSchema> {
  if (!(error instanceof Error)) {
    return { message: String(error) };
  }
  const { message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { message, ...code, ...(stack === undefined ? {} : { stack }) };
}
