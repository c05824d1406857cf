import net from 'node:net';

/** A port where nobody listens (tcpmux), so that the system itself refuses. */
const nobody = 1;
const loopback = /^(?:localhost|127(?:\.\d+){3}|::1|::ffff:127(?:\.\d+){3})$/i;

/**
 * Gives a guest's extension host a loopback of its own, though it shares its machine with the host: what
 * listens on the machine's loopback is refused, unless this process itself listens there, or Live Share
 * leads the port to a server that the host shares. So everything else on loopback is taken for the host's,
 * which suits an extension host that has no business with other processes by TCP. It covers what goes
 * through Node's sockets in this process, not its child processes nor the browser.
 */
export class OwnLoopback {
  readonly #own = new Set<number>();
  readonly #led = new Map<number, number>();
  readonly #undo: () => void;

  constructor() {
    const { connect } = net.Socket.prototype;
    const { listen } = net.Server.prototype;
    const portFor = (port: number): number => this.#portFor(port);
    const own = this.#own;
    net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
      return Reflect.apply(connect, this, redirected(args, portFor));
    };
    net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
      this.once('listening', () => keepWhileOpen(this, own));
      return Reflect.apply(listen, this, args);
    };
    this.#undo = () => {
      net.Socket.prototype.connect = connect;
      net.Server.prototype.listen = listen;
    };
  }

  /** Leads what goes to a port to another one. */
  lead(port: number, to: number): void {
    this.#led.set(port, to);
  }

  unlead(port: number): void {
    this.#led.delete(port);
  }

  /** From then on the machine's loopback is this process's too, as it was. */
  dispose(): void {
    this.#undo();
  }

  #portFor(port: number): number {
    return this.#led.get(port) ?? (this.#own.has(port) ? port : nobody);
  }
}

function keepWhileOpen(server: net.Server, ports: Set<number>): void {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    const { port } = address;
    ports.add(port);
    server.once('close', () => ports.delete(port));
  }
}

/** The arguments of `connect`: of several forms, or Node's own array of options and listener. */
function redirected(args: readonly unknown[], portFor: (port: number) => number): unknown[] {
  const [first, second, ...rest] = args;
  if (Array.isArray(first)) {
    // Node marks the array by a symbol, so it has to stay the same one.
    first[0] = redirectedOptions(first[0], portFor);
    return [...args];
  }
  if (typeof first === 'object' && first !== null) {
    return [redirectedOptions(first, portFor), ...args.slice(1)];
  }
  const host = typeof second === 'string' ? second : 'localhost';
  const port = Number(first);
  return Number.isInteger(port) && loopback.test(host)
    ? [portFor(port), ...(args.length > 1 ? [second] : []), ...rest]
    : [...args];
}

function redirectedOptions(options: unknown, portFor: (port: number) => number): unknown {
  if (typeof options !== 'object' || options === null || !('port' in options)) {
    return options;
  }
  const host = 'host' in options && typeof options.host === 'string' ? options.host : 'localhost';
  return loopback.test(host) ? { ...options, port: portFor(Number(options.port)) } : options;
}
