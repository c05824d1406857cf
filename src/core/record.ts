import type { ParticipantId } from './participant.ts';
import type { Place } from './question.ts';
import type { EpochMs } from './time.ts';

/** Who put something on the record, and when. */
interface Recorded {
  readonly by: ParticipantId;
  readonly at: EpochMs;
  /** The number of the turn in which it was recorded. */
  readonly turn: number;
}

/** How sure someone is, as a whole number of per cent from 0 to 100. */
export type Credence = number;

/** What became of a prediction. */
export const predictionOutcomes = ['open', 'cameTrue', 'failed', 'unclear'] as const;
export type PredictionOutcome = (typeof predictionOutcomes)[number];

/** What someone expected before a run, and what came. */
export interface Prediction extends Recorded {
  readonly id: string;
  readonly text: string;
  readonly credence: Credence;
  readonly place?: Place;
  readonly outcome: PredictionOutcome;
  /** What came instead, or with it. */
  readonly note?: string;
}

/** What the pair found out. */
export interface Finding extends Recorded {
  readonly id: string;
  readonly text: string;
  readonly credence?: Credence;
  /** A picture of it: relative to the workspace folder, with forward slashes. */
  readonly figure?: string;
  readonly place?: Place;
}

/** What was tried in vain: a result too. */
export interface DeadEnd extends Recorded {
  readonly id: string;
  readonly tried: string;
  readonly expected?: string;
  readonly got?: string;
  readonly whyStopped?: string;
  readonly revisitIf?: string;
}

/** What a pair looks back at when a session ends: what surprised it, what is next, how it paired. */
export const retroPrompts = ['surprise', 'next', 'pairing'] as const;
export type RetroPrompt = (typeof retroPrompts)[number];

export interface RetroAnswer extends Recorded {
  readonly prompt: RetroPrompt;
  readonly text: string;
}

/** A result that came up while someone ran code, and that waits to be believed. */
export const resultKinds = ['figure', 'score'] as const;
export type ResultKind = (typeof resultKinds)[number];

export interface Result extends Recorded {
  readonly kind: ResultKind;
  /** The figure's file, relative to the workspace folder, or the line that was printed; may be absent. */
  readonly text?: string;
  readonly place?: Place;
}
