import type { Millis } from '../../src/core/time.ts';
import type { ConnectionEnd } from './connectionEnd.ts';
import type { Scheduler } from './scheduler.ts';
import type { Connection } from './simulatedConnection.ts';
import { largestDrift } from './simulatedMachine.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';

/** A question to the log's clock and its answer, in true time. */
interface Sample {
  readonly asked: number;
  readonly stamped: number;
  readonly received: number;
  /** As the guest's machine measured it. */
  readonly roundTrip: Millis;
  /** How often the guest's machine had been disturbed by then. */
  readonly disturbances: number;
}

interface Asked {
  readonly at: number;
  readonly local: Millis;
  readonly disturbances: number;
}

interface Conversation {
  readonly asked: Map<string, Asked>;
  readonly stamped: Map<string, number>;
}

/** As many as the product keeps. */
const window = 12;
/** After a machine has woken or its clock was set, in milliseconds: longer than the product takes to notice it. */
const untilNoticed = 3_000;
/** Both clocks tell whole milliseconds. */
const rounding: Millis = 2;

/**
 * Knows how far off each guest's view of the log's clock may be. A sample's offset is off by half the
 * difference of its two delays, and the sample with the smallest round trip is the one to believe, but that
 * the two clocks drift apart since then.
 */
export class ClockWatch {
  readonly #scheduler: Scheduler;
  readonly #conversations = new WeakMap<Connection, Conversation>();
  /** Samples from before tell of another log clock. */
  #validFrom = 0;
  /** A jump by little can't be told from a slow network: then every sample must be from after it. */
  #needed = 1;
  #isHostBehind = false;
  #samples = new WeakMap<SimulatedProcess, readonly Sample[]>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** The host's clock was set. Forward, the log's jumps with it; back, it goes on from where it was last read. */
  hostWasSet(change: Millis): void {
    this.#validFrom = this.#scheduler.now;
    if (change < 0) {
      this.#isHostBehind = true;
      this.#needed = window;
    }
  }

  /** The log goes on from its newest entry, or from where the host's clock is by now. */
  hostRestarts(): void {
    if (this.#isHostBehind) {
      this.#validFrom = this.#scheduler.now;
    }
  }

  /** A new log at a distance begins there, which knows nothing of the log's clock. */
  reset(guest: SimulatedProcess): void {
    this.#samples.delete(guest);
  }

  sent(end: ConnectionEnd, text: string): void {
    const { connection, process } = end;
    const { asked, stamped } = this.#conversation(connection);
    const { now } = this.#scheduler;
    const question = /^{"type":"(?:prove|ping","id":\d+)/.exec(text)?.[0];
    if (question !== undefined && end === connection.guestEnd) {
      const { disturbances } = process.computer;
      asked.set(question, { at: now, local: process.steadyClock(), disturbances });
    }
    const answer = /^{"type":"(?:welcome|pong","id":\d+)/.exec(text)?.[0];
    if (answer !== undefined && end !== connection.guestEnd) {
      stamped.set(questionOf(answer), now);
    }
  }

  delivered(end: ConnectionEnd, text: string): void {
    const answer = /^{"type":"(?:welcome|pong","id":\d+)/.exec(text)?.[0];
    if (answer === undefined) {
      return;
    }
    const { asked, stamped } = this.#conversation(end.connection);
    const question = asked.get(questionOf(answer));
    const at = stamped.get(questionOf(answer));
    const guest = end.process.computer;
    if (
      question !== undefined &&
      at !== undefined &&
      question.disturbances === guest.disturbances
    ) {
      this.#add(end.process, {
        asked: question.at,
        stamped: at,
        received: this.#scheduler.now,
        roundTrip: end.process.steadyClock() - question.local,
        disturbances: guest.disturbances,
      });
    }
  }

  /**
   * How far a guest's log clock may be off now; `undefined` while nothing is promised: its machine has just
   * woken, or one of the clocks was set, and there is no sample since.
   */
  mostError(process: SimulatedProcess): Millis | undefined {
    const known = this.#samples.get(process);
    const guest = process.computer;
    const noticed = guest.disturbedAt + untilNoticed;
    if (known?.at(-1)?.disturbances !== guest.disturbances || this.#scheduler.now < noticed) {
      return undefined;
    }
    // What is older than the moment at which the product noticed it does not count any more; but what did
    // not disturb the steady clock, such as a time of day that was set and set back, goes unnoticed.
    const samples = known.filter(({ stamped }) => stamped >= this.#validFrom);
    if (samples.length < this.#needed) {
      return undefined;
    }
    const mayStart = samples.filter(
      (_, i) => (samples[i - 1]?.asked ?? Number.NEGATIVE_INFINITY) <= noticed,
    );
    return mayStart.length === 0
      ? undefined
      : Math.max(...mayStart.map((_, start) => this.#errorOfBest(samples.slice(start))));
  }

  /** Of the sample that is least in doubt; of the worst, where several are as good. */
  #errorOfBest(samples: readonly Sample[]): Millis {
    const least = Math.min(...samples.map((sample) => this.#doubt(sample)));
    return Math.max(
      ...samples
        .filter((sample) => this.#doubt(sample) <= least + 0.5)
        .map((sample) => this.#error(sample)),
    );
  }

  /** All that a guest can know: the truth is within half the round trip, and what drifted since. */
  #doubt({ roundTrip, received }: Sample): Millis {
    return roundTrip / 2 + 2 * largestDrift * (this.#scheduler.now - received);
  }

  #error({ asked, stamped, received }: Sample): Millis {
    const halfTheAsymmetry = Math.abs(stamped - asked - (received - stamped)) / 2;
    const age = this.#scheduler.now - asked;
    return halfTheAsymmetry + rounding + 2 * largestDrift * age;
  }

  #add(guest: SimulatedProcess, sample: Sample): void {
    this.#samples.set(guest, [...(this.#samples.get(guest) ?? []), sample].slice(-window));
  }

  #conversation(connection: Connection): Conversation {
    const known = this.#conversations.get(connection);
    if (known !== undefined) {
      return known;
    }
    const conversation = { asked: new Map(), stamped: new Map() };
    this.#conversations.set(connection, conversation);
    return conversation;
  }
}

function questionOf(answer: string): string {
  return answer.replace('welcome', 'prove').replace('pong', 'ping');
}
