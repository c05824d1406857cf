import type { ParticipantId } from './participant.ts';
import type { EpochMs } from './time.ts';

/** Where in the session's work a question belongs. A session may set it, or leave it to be inferred. */
export const phases = ['start', 'middle', 'stuck', 'believe', 'writeup'] as const;
export type Phase = (typeof phases)[number];

/** What came of a question. */
export const outcomes = ['open', 'answered', 'parked', 'breakthrough'] as const;
export type Outcome = (typeof outcomes)[number];

/** A place in the code, the same for every participant. */
export interface Place {
  /** Relative to the workspace folder, with forward slashes; the file's name alone outside of one. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line as it stood, trimmed: finds the place again after edits. Empty where it is nobody's business. */
  readonly text: string;
  /** How many lines it spans, where it is more than the one. */
  readonly lines?: number;
  /** In a notebook, which cell it is in, counted from 1; `line` counts from the cell's first. */
  readonly cell?: number;
  /** The nearest lines above and below it that are not blank, trimmed: they tell it from its twins. */
  readonly before?: string;
  readonly after?: string;
  /** Which it was of the lines that read the same, where there are several: the second of five. */
  readonly twin?: { readonly nth: number; readonly of: number };
}

/** What someone said to a question. */
export interface Answer {
  readonly text: string;
  readonly by: ParticipantId;
  readonly at: EpochMs;
}

/** A question that someone asked in the session. */
export interface Question {
  readonly id: string;
  /** The question of a deck that was asked; absent for a person's own question. */
  readonly deckId?: string;
  readonly text: string;
  readonly askedBy: ParticipantId;
  readonly askedAt: EpochMs;
  readonly place?: Place;
  readonly outcome: Outcome;
  /** In the order in which they came; two people who answer at once are both heard. */
  readonly answers: readonly Answer[];
}
