import type { Channel, ChannelEnd } from '../../src/log/channel.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';
import type { Event } from '../../src/util/emitter.ts';
import type { Connection } from './simulatedConnection.ts';
import type { SimulatedPath } from './simulatedPath.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';

/** Between two attempts to send a packet, in milliseconds: twice as long after each. */
const firstRetransmission = 250;
const longestRetransmission = 4_000;
/** Then the connection is given up. */
const mostAttempts = 12;

interface Packet {
  readonly number: number;
  /** Absent in the last packet, which says that nothing follows. */
  readonly text?: string;
}

/**
 * What one side holds of a connection: sends lost packets again, puts those that come in order and takes
 * each once.
 */
export class ConnectionEnd implements Channel {
  readonly connection: Connection;
  readonly process: SimulatedProcess;
  readonly #path: SimulatedPath;
  readonly #death: Disposable;
  readonly #onMessage = new Set<(text: string) => void>();
  readonly #onClose = new Set<(end: ChannelEnd) => void>();
  readonly #early = new Map<number, Packet>();
  #lastSent = 0;
  #taken = 0;
  /** `closing`: nobody listens any more, but what was sent is still on its way. */
  #state: 'open' | 'closing' | 'gone' = 'open';
  backlog = 0;

  readonly onMessage: Event<string> = (listener) => listen(this.#onMessage, listener);
  readonly onClose: Event<ChannelEnd> = (listener) => listen(this.#onClose, listener);

  constructor(connection: Connection, process: SimulatedProcess, path: SimulatedPath) {
    this.connection = connection;
    this.process = process;
    this.#path = path;
    // The operating system tells the other side when a process ends.
    this.#death = process.onDeath(() => this.dispose());
  }

  get name(): string {
    return this.process.computer.name;
  }

  get isClosed(): boolean {
    return this.#state !== 'open';
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  get listenerCount(): number {
    return this.#onMessage.size + this.#onClose.size;
  }

  send(text: string): void {
    if (this.#state === 'open') {
      this.connection.network.witness?.sent(this, text);
      this.backlog += text.length;
      this.#transmit({ number: ++this.#lastSent, text }, 1);
    }
  }

  dispose(): void {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#death.dispose();
      if (this.connection.otherEnd(this) === undefined) {
        this.#finish();
      } else {
        this.#transmit({ number: ++this.#lastSent }, 1);
      }
    }
  }

  /** The power goes: nobody is told, on either side. */
  vanish(): void {
    this.#finish();
  }

  /** Learns that the connection is over. */
  tell(detail: string): void {
    const wasOpen = this.#state === 'open';
    this.#finish();
    if (wasOpen) {
      for (const listener of [...this.#onClose]) {
        if (this.#onClose.has(listener)) {
          listener({ cause: 'gone', detail });
        }
      }
    }
  }

  #finish(): void {
    if (this.#state !== 'gone') {
      this.#state = 'gone';
      this.#death.dispose();
      this.#early.clear();
      this.connection.forgetIfOver();
    }
  }

  #transmit(packet: Packet, attempt: number): void {
    const { network, isForgotten } = this.connection;
    if (this.#state === 'gone') {
      return;
    }
    if (attempt > mostAttempts) {
      network.history.count('connection timed out');
      this.tell('timed out');
      return;
    }
    if (isForgotten || this.#path.loses()) {
      this.#transmitAgain(packet, attempt);
      return;
    }
    network.scheduler.after(this.#path.delay(), () => this.#arrive(packet, attempt));
    if (this.#path.duplicates()) {
      network.history.count('packet duplicated');
      network.scheduler.after(this.#path.delay(), () => this.#arrive(packet, attempt));
    }
  }

  #transmitAgain(packet: Packet, attempt: number): void {
    const { network } = this.connection;
    network.history.count('packet lost');
    const wait = Math.min(longestRetransmission, firstRetransmission * 2 ** (attempt - 1));
    // The last attempt ends the connection, which the product hears of.
    const schedule = attempt === mostAttempts ? 'after' : 'quietlyAfter';
    network.scheduler[schedule](wait, () => this.#transmit(packet, attempt + 1));
  }

  #arrive(packet: Packet, attempt: number): void {
    const other = this.connection.otherEnd(this);
    if (other === undefined || this.#state === 'gone') {
      return;
    }
    if (!other.process.computer.isUp || this.connection.isForgotten || this.#path.isCut) {
      this.#transmitAgain(packet, attempt);
    } else if (other.#state === 'gone' || !other.process.isAlive) {
      this.#reset(other, packet, attempt);
    } else {
      other.#take(packet);
    }
  }

  /** The other machine answers that nobody is there any more. */
  #reset(other: ConnectionEnd, packet: Packet, attempt: number): void {
    if (other.#path.loses()) {
      this.#transmitAgain(packet, attempt);
    } else {
      const { scheduler } = this.connection.network;
      scheduler.after(other.#path.delay(), () => this.tell('reset'));
    }
  }

  #take(packet: Packet): void {
    const { history } = this.connection.network;
    if (packet.number <= this.#taken || this.#early.has(packet.number)) {
      history.count('duplicate discarded');
      return;
    }
    if (packet.number > this.#taken + 1) {
      history.count('packet out of order');
    }
    this.#early.set(packet.number, packet);
    let next = this.#early.get(this.#taken + 1);
    while (next !== undefined) {
      this.#early.delete(next.number);
      this.#taken = next.number;
      this.#deliver(next);
      next = this.#early.get(this.#taken + 1);
    }
  }

  #deliver({ text }: Packet): void {
    const sender = this.connection.otherEnd(this);
    if (text === undefined) {
      if (sender !== undefined) {
        sender.#finish();
      }
      this.tell('the other side closed it');
      return;
    }
    if (sender !== undefined) {
      sender.backlog -= text.length;
    }
    if (this.#state === 'open') {
      for (const listener of [...this.#onMessage]) {
        if (this.#onMessage.has(listener)) {
          listener(text);
        }
      }
      this.connection.network.witness?.delivered(this, text);
    }
  }
}

function listen<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): Disposable {
  const own = (value: T) => listener(value);
  listeners.add(own);
  return toDisposable(() => listeners.delete(own));
}
