import type { Phase } from '../../core/question.ts';
import type { Publication, Source } from '../deck.ts';

/** An agenda that Interpair ships, as it may be chosen for a session. */
export interface AgendaPlan {
  readonly title: string;
  /** When it fits, in a sentence. */
  readonly fits: string;
  readonly source: Source;
  readonly items: readonly PlannedItem[];
}

export interface PlannedItem {
  readonly title: string;
  readonly minutes: number;
  /** What is worth asking meanwhile. */
  readonly phase: Phase;
  /** What the pair does in it, in a sentence. */
  readonly hint: string;
}

/** Where the three stages of the research process are taken from. */
export const researchProcess: Publication = {
  title: 'How I Think About My Research Process: Explore, Understand, Distill',
  authors: 'Nanda',
  year: 2025,
  link: 'https://www.alignmentforum.org/posts/hjMy4ZxS5ogA9cTYK/how-i-think-about-my-research-process-explore-understand',
};
