import type { Channel } from '../../src/log/channel.ts';
import type { Listener } from '../../src/log/machine.ts';
import type { SessionServer } from '../../src/log/server/sessionServer.ts';
import type { ServerAddress } from '../../src/protocol/serverAddress.ts';
import type { ConnectionEnd } from './connectionEnd.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { Connection } from './simulatedConnection.ts';
import type { SimulatedMachine } from './simulatedMachine.ts';
import { type NetworkNature, pathsBetween, type SimulatedPath } from './simulatedPath.ts';
import { SimulatedProcess } from './simulatedProcess.ts';

/** Sees what crosses the network, with the eyes of somebody who knows the true time. */
export interface NetworkWitness {
  /** A new log at a distance begins, which knows nothing yet. */
  dials(guest: SimulatedProcess): void;
  sent(end: ConnectionEnd, text: string): void;
  delivered(end: ConnectionEnd, text: string): void;
}

interface Door {
  readonly process: SimulatedProcess;
  readonly server: SessionServer;
}

/** How the next dial fails. */
export type DialFailure = 'refused' | 'accepted, then closed';

/** The network between the machines. All invites lead to the one machine that hosts. */
export class SimulatedNetwork {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly history: History;
  readonly connections = new Set<Connection>();
  /** Ports of the hosting machine that another program has taken. */
  readonly takenPorts = new Set<number>();
  readonly dialFailures: DialFailure[] = [];
  /** A program on the host's machine that has nothing to do with it. */
  readonly stranger: SimulatedProcess;
  witness: NetworkWitness | undefined;
  /** Nothing gets lost any more. */
  isCalm = false;
  readonly #nature: NetworkNature;
  readonly #host: SimulatedMachine;
  readonly #doors = new Map<number, Door>();
  readonly #paths = new Map<SimulatedMachine, readonly [SimulatedPath, SimulatedPath]>();

  constructor(
    host: SimulatedMachine,
    nature: NetworkNature,
    { scheduler, random, history }: { scheduler: Scheduler; random: Random; history: History },
  ) {
    this.#host = host;
    this.#nature = nature;
    this.scheduler = scheduler;
    this.random = random;
    this.history = history;
    this.stranger = new SimulatedProcess(host, this);
  }

  /** The ways from a guest's machine to the host's and back. */
  paths(guest: SimulatedMachine): readonly [SimulatedPath, SimulatedPath] {
    const known =
      this.#paths.get(guest) ?? pathsBetween(this.#nature, this.random, () => this.isCalm);
    this.#paths.set(guest, known);
    return known;
  }

  /** On the first of the ports that is free; 0 is any. */
  listen(process: SimulatedProcess, server: SessionServer, ports: readonly number[]): Listener {
    const wanted = ports.find((port) => port !== 0 && this.#isFree(port));
    let port = wanted ?? this.#somePort();
    while (!this.#isFree(port)) {
      port = this.#somePort();
    }
    const door = { process, server };
    this.#doors.set(port, door);
    const close = () => {
      if (this.#doors.get(port) === door) {
        this.#doors.delete(port);
      }
    };
    const death = process.onDeath(close);
    return {
      hosts: ['127.0.0.1'],
      port,
      dispose: () => {
        close();
        death.dispose();
      },
    };
  }

  dial(process: SimulatedProcess, { port }: ServerAddress): Channel {
    return new Connection(this, process, this.#host, port).guestEnd;
  }

  /** Whoever listens there. */
  doorAt(port: number): Door | undefined {
    return this.#doors.get(port);
  }

  #isFree(port: number): boolean {
    return !this.#doors.has(port) && !this.takenPorts.has(port);
  }

  #somePort(): number {
    return this.random.integer(40_000, 60_000);
  }
}
