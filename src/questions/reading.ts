import type { Publication, Technique } from './deck.ts';

/** Something to read. */
export interface Work extends Publication {
  /** What one can do after reading it, in one sentence. */
  readonly why: string;
}

/** A question about a researcher's work, and something to read on it. */
export interface Prompt extends Work {
  readonly prompt: string;
}

/** What to read, each part in the order to read it. */
export interface Reading {
  readonly techniques: Readonly<Record<Exclude<Technique, 'any'>, readonly Work[]>>;
  readonly surveysAndBooks: readonly Work[];
  /** On the rest of a researcher's work: finding a niche, explaining, other people, being wrong. */
  readonly job: readonly Prompt[];
}
