import { type Disposable, toDisposable } from '../../src/util/disposable.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { SimulatedDisk } from './simulatedDisk.ts';

/** Of each machine's clocks, in milliseconds a millisecond: 3 ms a minute. */
export const largestDrift = 1 / 20_000;
const largestSkew = 5 * 60_000;
const epoch = 1_700_000_000_000;

interface Job {
  /** On the machine's steady clock. */
  readonly due: number;
  readonly run: () => void;
  entry: Disposable | undefined;
  isCancelled: boolean;
}

/** A computer of its own: clocks that are wrong, a disk, and times at which it sleeps. */
export class SimulatedMachine {
  readonly name: string;
  readonly disk: SimulatedDisk;
  readonly random: Random;
  readonly scheduler: Scheduler;
  #skew: number;
  readonly #wallDrift: number;
  readonly #steadyOrigin: number;
  readonly #steadyRate: number;
  /** As on Linux, where the steady clock does not count the time asleep. */
  readonly #stopsAsleep: boolean;
  readonly #waiting = new Set<Job>();
  #asleepSince: number | undefined;
  #slept = 0;
  #disturbances = 0;
  #disturbedAt = Number.NEGATIVE_INFINITY;

  constructor(name: string, scheduler: Scheduler, random: Random, history: History) {
    this.name = name;
    this.scheduler = scheduler;
    this.random = random;
    this.#skew = random.between(-largestSkew, largestSkew);
    this.#wallDrift = random.between(-largestDrift, largestDrift);
    this.#steadyOrigin = random.between(0, 1e9);
    this.#steadyRate = 1 + random.between(-largestDrift, largestDrift);
    this.#stopsAsleep = random.chance(0.7);
    this.disk = new SimulatedDisk(name, random.fork(), history);
  }

  /** It has power. */
  isOn = true;

  get isAwake(): boolean {
    return this.#asleepSince === undefined;
  }

  /** It does things, and answers on the network. */
  get isUp(): boolean {
    return this.isOn && this.isAwake;
  }

  /** How often it woke up or its clock was set forward, which looks the same: tells the readings of before from those of after. */
  get disturbances(): number {
    return this.#disturbances;
  }

  /** When that was last, in true time. */
  get disturbedAt(): number {
    return this.#disturbedAt;
  }

  wallClock(): number {
    return Math.floor(epoch + this.#skew + this.scheduler.now * (1 + this.#wallDrift));
  }

  steadyClock(): number {
    const asleep = this.#asleepSince === undefined ? 0 : this.scheduler.now - this.#asleepSince;
    const lost = this.#stopsAsleep ? this.#slept + asleep : 0;
    return this.#steadyOrigin + (this.scheduler.now - lost) * this.#steadyRate;
  }

  /** Somebody, or a time server, sets the clock. */
  setClock(change: number): void {
    this.#skew += change;
    if (change > 0) {
      this.#disturb();
    }
  }

  sleep(): void {
    this.#asleepSince ??= this.scheduler.now;
  }

  wake(): void {
    if (this.#asleepSince !== undefined) {
      this.#slept += this.scheduler.now - this.#asleepSince;
      this.#asleepSince = undefined;
      this.#disturb();
      const jobs = [...this.#waiting];
      this.#waiting.clear();
      for (const job of jobs) {
        this.#schedule(job);
      }
    }
  }

  /** Runs something once this much time has passed on the machine's steady clock and it is awake. */
  later(delay: number, run: () => void): Disposable {
    const due = this.steadyClock() + delay;
    const job: Job = { due, run, entry: undefined, isCancelled: false };
    this.#schedule(job);
    return toDisposable(() => {
      job.isCancelled = true;
      job.entry?.dispose();
      this.#waiting.delete(job);
    });
  }

  #disturb(): void {
    this.#disturbances++;
    this.#disturbedAt = this.scheduler.now;
  }

  #schedule(job: Job): void {
    const left = (job.due - this.steadyClock()) / this.#steadyRate;
    job.entry = this.scheduler.after(left, () => this.#fallDue(job));
  }

  #fallDue(job: Job): void {
    if (job.isCancelled) {
      return;
    }
    if (!this.isAwake) {
      this.#waiting.add(job);
    } else if (this.steadyClock() < job.due - 0.001) {
      this.#schedule(job);
    } else {
      job.run();
    }
  }
}
