import type { JournalDisk } from '../../src/log/local/journalDisk.ts';
import type { Dial, Listener, ListenOptions, Machine } from '../../src/log/machine.ts';
import type { SessionServer } from '../../src/log/server/sessionServer.ts';
import type { Timers } from '../../src/log/timers.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';
import type { SimulatedMachine } from './simulatedMachine.ts';
import type { SimulatedNetwork } from './simulatedNetwork.ts';

/** One run of an editor window's process. Once it has died, nothing of it runs any more. */
export class SimulatedProcess implements Machine {
  readonly computer: SimulatedMachine;
  readonly disk: JournalDisk;
  readonly timers: Timers;
  readonly #network: SimulatedNetwork;
  readonly #onDeath = new Set<() => void>();
  readonly #timers = new Set<Disposable>();
  #isAlive = true;

  constructor(computer: SimulatedMachine, network: SimulatedNetwork) {
    this.computer = computer;
    this.#network = network;
    this.disk = computer.disk.usedBy(this);
    this.timers = {
      after: (delay, run) => this.#after(delay, run),
      every: (interval, run) => this.#every(interval, run),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Timers that have not run and were not let go of. */
  get timerCount(): number {
    return this.#timers.size;
  }

  readonly wallClock = (): number => this.computer.wallClock();
  readonly steadyClock = (): number => this.computer.steadyClock();
  readonly random = (): number => this.computer.random.next();

  listen(server: SessionServer, { ports }: ListenOptions): Promise<Listener> {
    return new Promise((resolve) => {
      this.later(this.computer.random.between(0, 5), () =>
        resolve(this.#network.listen(this, server, ports)),
      );
    });
  }

  async dialer(): Promise<Dial> {
    this.#network.witness?.dials(this);
    return (address) => this.#network.dial(this, address);
  }

  /** Runs something of this process later, if it lives until then. */
  later(delay: number, run: () => void): Disposable {
    return this.computer.later(delay, () => {
      if (this.#isAlive) {
        run();
      }
    });
  }

  /** What the operating system does when the process dies. */
  onDeath(letGo: () => void): Disposable {
    this.#onDeath.add(letGo);
    return toDisposable(() => this.#onDeath.delete(letGo));
  }

  die(): void {
    if (this.#isAlive) {
      this.#isAlive = false;
      for (const timer of [...this.#timers]) {
        timer.dispose();
      }
      for (const letGo of [...this.#onDeath]) {
        letGo();
      }
      this.#onDeath.clear();
    }
  }

  #after(delay: number, run: () => void): Disposable {
    const entry = this.later(this.#untilItRuns(delay), () => {
      this.#timers.delete(timer);
      run();
    });
    const timer = this.#timer(() => entry.dispose());
    return timer;
  }

  #every(interval: number, run: () => void): Disposable {
    let entry: Disposable;
    const arm = () => {
      entry = this.later(this.#untilItRuns(interval), () => {
        arm();
        run();
      });
    };
    arm();
    return this.#timer(() => entry.dispose());
  }

  #timer(cancel: () => void): Disposable {
    const timer = toDisposable(() => {
      cancel();
      this.#timers.delete(timer);
    });
    this.#timers.add(timer);
    return timer;
  }

  /** Timers wait for whole milliseconds and are late when the process is busy. */
  #untilItRuns(delay: number): number {
    const { random } = this.computer;
    const late = random.chance(0.01) ? random.exponential(100) : random.between(0, 2);
    return Math.max(1, Math.trunc(delay)) + late;
  }
}
