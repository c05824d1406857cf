import type { Random } from './random.ts';

/** What the network of one simulation is like. */
export interface NetworkNature {
  /** The share of packets that are lost on their way. */
  readonly loss: number;
  readonly duplication: number;
  /** The longest delay of a packet in one direction, in milliseconds, when nothing is in its way. */
  readonly delay: number;
  readonly jitter: number;
}

/** Between the two directions of a path, in milliseconds. */
export const largestAsymmetry = 200;

/** The way of packets from one machine to another. */
export class SimulatedPath {
  readonly #nature: NetworkNature;
  readonly #random: Random;
  readonly #delay: number;
  readonly #isCalm: () => boolean;
  /** Nothing gets through. */
  isCut = false;
  /** Everything takes this much longer, in milliseconds. */
  congestion = 0;

  constructor(nature: NetworkNature, random: Random, delay: number, isCalm: () => boolean) {
    this.#nature = nature;
    this.#isCalm = isCalm;
    this.#random = random;
    this.#delay = delay;
  }

  loses(): boolean {
    return this.isCut || (!this.#isCalm() && this.#random.chance(this.#nature.loss));
  }

  duplicates(): boolean {
    return this.#random.chance(this.#nature.duplication);
  }

  /** How long a packet that gets through takes. */
  delay(): number {
    const { jitter } = this.#nature;
    return this.#delay + this.congestion + this.#random.exponential(jitter);
  }
}

/** The ways there and back, one slower than the other by `largestAsymmetry` at most. */
export function pathsBetween(
  nature: NetworkNature,
  random: Random,
  isCalm: () => boolean,
): readonly [there: SimulatedPath, back: SimulatedPath] {
  const there = random.between(0.1, nature.delay);
  const least = Math.max(0.1, there - largestAsymmetry);
  const back = random.between(least, Math.min(nature.delay, there + largestAsymmetry));
  return [
    new SimulatedPath(nature, random.fork(), there, isCalm),
    new SimulatedPath(nature, random.fork(), back, isCalm),
  ];
}
