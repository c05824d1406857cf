import { ConnectionEnd } from './connectionEnd.ts';
import type { SimulatedMachine } from './simulatedMachine.ts';
import type { SimulatedNetwork } from './simulatedNetwork.ts';
import type { SimulatedPath } from './simulatedPath.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';

/** How long a dial goes on, and how long it waits from one knock to the next, in milliseconds. */
const dialPatience = 10_000;
const untilNextKnock = 1_000;

/** One connection from a guest's process to whatever listens on a port of the host's machine. */
export class Connection {
  readonly network: SimulatedNetwork;
  readonly guestEnd: ConnectionEnd;
  /** There once the host's machine has taken the connection. */
  hostEnd: ConnectionEnd | undefined;
  /** Something in between has forgotten it: nothing gets through, and nobody is told. */
  isForgotten = false;
  readonly #host: SimulatedMachine;
  readonly #port: number;
  readonly #there: SimulatedPath;
  readonly #back: SimulatedPath;

  constructor(
    network: SimulatedNetwork,
    guest: SimulatedProcess,
    host: SimulatedMachine,
    port: number,
  ) {
    this.network = network;
    this.#host = host;
    this.#port = port;
    [this.#there, this.#back] = network.paths(guest.computer);
    this.guestEnd = new ConnectionEnd(this, guest, this.#there);
    network.connections.add(this);
    this.#knock(network.scheduler.now + dialPatience);
  }

  otherEnd(end: ConnectionEnd): ConnectionEnd | undefined {
    return end === this.guestEnd ? this.hostEnd : this.guestEnd;
  }

  forgetIfOver(): void {
    if (this.guestEnd.isGone && (this.hostEnd === undefined || this.hostEnd.isGone)) {
      this.network.connections.delete(this);
    }
  }

  #knock(until: number): void {
    const { scheduler } = this.network;
    if (this.guestEnd.isClosed) {
      return;
    }
    if (this.#there.loses() || this.#back.loses() || !this.#host.isUp) {
      this.#knockAgain(until);
    } else {
      const roundTrip = this.#there.delay() + this.#back.delay();
      scheduler.after(roundTrip + this.#there.delay(), () => this.#open(until));
    }
  }

  #knockAgain(until: number): void {
    const { scheduler } = this.network;
    if (scheduler.now + untilNextKnock < until) {
      scheduler.quietlyAfter(untilNextKnock, () => this.#knock(until));
    } else {
      this.network.history.count('dial unanswered');
      scheduler.after(untilNextKnock, () => this.guestEnd.tell('nobody answered'));
    }
  }

  #open(until: number): void {
    const { network } = this;
    if (this.guestEnd.isClosed) {
      return;
    }
    if (!this.#host.isUp) {
      this.#knockAgain(until);
      return;
    }
    const door = network.doorAt(this.#port);
    if (door === undefined && network.takenPorts.has(this.#port)) {
      this.#meetStranger();
      return;
    }
    const failure = door === undefined ? undefined : network.dialFailures.shift();
    if (failure !== undefined) {
      network.history.fault('dial failed', `${this.guestEnd.name}: ${failure}`);
    }
    if (door === undefined || failure === 'refused') {
      network.scheduler.after(this.#back.delay(), () => this.guestEnd.tell('refused'));
      return;
    }
    this.hostEnd = new ConnectionEnd(this, door.process, this.#back);
    if (failure === undefined) {
      door.server.serve(this.hostEnd);
    } else {
      this.hostEnd.dispose();
    }
  }

  /** Another program has the port: it hangs up, or talks of something else, or says nothing. */
  #meetStranger(): void {
    const { history, random, stranger } = this.network;
    const manner = random.pick(['hangs up', 'talks of something else', 'says nothing']);
    history.fault('stranger at the port', `${this.guestEnd.name}: ${manner}`);
    this.hostEnd = new ConnectionEnd(this, stranger, this.#back);
    if (manner === 'hangs up') {
      this.hostEnd.dispose();
    } else if (manner === 'talks of something else') {
      this.hostEnd.send('{"jsonrpc":"2.0"}');
    }
  }
}
