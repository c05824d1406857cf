import type { Phase } from '../core/question.ts';

/** What a question is about: a technique of the field, or `any` of them. */
export const techniques = [
  'any',
  'gradient',
  'attention',
  'probe',
  'activation',
  'patching',
  'lens',
  'features',
  'steering',
  'remote',
] as const;
export type Technique = (typeof techniques)[number];

/** What a question may be about alone: a framework, as scaffolds name it. */
export const frameworks = [
  'transformers',
  'transformer-lens',
  'hooked-transformer',
  'nnsight',
  'torch',
  'torchvision',
  'captum',
  'keras',
  'jax',
  'sklearn',
  'ray',
] as const;
export type Framework = (typeof frameworks)[number];

/** A publication that a question comes from. */
export interface Publication {
  readonly title: string;
  /** As one would say it: `Jain and Wallace`, `Olsson et al.`. */
  readonly authors: string;
  readonly year: number;
  /** An https link to read it. */
  readonly link: string;
}

/** A publication, or common practice that no single paper is behind. */
export type Source = Publication | 'practice';

/** A question of a deck, as it may be put to a pair. */
export interface DeckQuestion {
  /** Unique over all decks that are loaded, and stable: it is written to the session's log. */
  readonly id: string;
  readonly text: string;
  readonly why: string;
  readonly phases: readonly Phase[];
  readonly techniques: readonly Technique[];
  /** What it makes sense for; for any where there are none. */
  readonly frameworks?: readonly Framework[];
  readonly source: Source;
  /**
   * The scaffold that settles the question, where code can: `attention.value-norm`, or with the
   * framework to take where the code in front tells nothing, `attention.value-norm.transformers`.
   */
  readonly check?: string;
}

/** A place in a deck's file. */
export interface DeckPosition {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** From a place in a deck's file up to, and not including, another. */
export interface DeckRange extends DeckPosition {
  readonly end: DeckPosition;
}

/** A mistake in a deck's file, for the person who wrote it. */
export interface DeckMistake extends DeckRange {
  readonly path: string;
  /** With a warning what was written is read without the part that is wrong; with an error it is left out. */
  readonly severity: 'error' | 'warning';
  /** One sentence: what is wrong, and what to write instead. */
  readonly message: string;
}

/** What could be read from one deck or several: the good questions, and what is wrong with the rest. */
export interface Deck {
  readonly questions: readonly DeckQuestion[];
  readonly mistakes: readonly DeckMistake[];
}

/** A question, and where its author wrote what other files decide about. */
export interface WrittenQuestion {
  readonly question: DeckQuestion;
  readonly idAt: DeckRange;
  readonly checkAt: DeckRange;
}

/** What one file holds, before it is put beside others. */
export interface DeckReading {
  readonly path: string;
  readonly written: readonly WrittenQuestion[];
  readonly mistakes: readonly DeckMistake[];
}
