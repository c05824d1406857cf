import type { Outcome } from '../../question.ts';
import type { PredictionOutcome } from '../../record.ts';
import type { Session } from '../../session.ts';
import type { EpochMs } from '../../time.ts';

/** Told apart by their shape as much as by their colour. */
export const markKinds = [
  'prediction-open',
  'prediction-came-true',
  'prediction-failed',
  'prediction-unclear',
  'finding',
  'dead-end',
  'question-open',
  'question-answered',
  'question-parked',
  'question-breakthrough',
  'scaffold',
  'result',
] as const;
export type MarkKind = (typeof markKinds)[number];

/** Something that came up at a moment. */
export interface Mark {
  readonly kind: MarkKind;
  readonly at: EpochMs;
  /** What it was, as it was typed. */
  readonly text: string;
}

/** Marks of one sort in a lane of their own, oldest first. */
export interface MarkLane {
  readonly label: string;
  readonly marks: readonly Mark[];
}

const ofPrediction: Readonly<Record<PredictionOutcome, MarkKind>> = {
  open: 'prediction-open',
  cameTrue: 'prediction-came-true',
  failed: 'prediction-failed',
  unclear: 'prediction-unclear',
};

const ofQuestion: Readonly<Record<Outcome, MarkKind>> = {
  open: 'question-open',
  answered: 'question-answered',
  parked: 'question-parked',
  breakthrough: 'question-breakthrough',
};

/** What came up in a session, in the lanes that have anything in them. */
export function markLanes(session: Session): readonly MarkLane[] {
  const lanes = [
    {
      label: 'Predictions',
      marks: session.predictions.map(({ outcome, at, text }) =>
        mark(ofPrediction[outcome], at, text),
      ),
    },
    { label: 'Findings', marks: session.findings.map(({ at, text }) => mark('finding', at, text)) },
    {
      label: 'Questions',
      marks: session.questions.map(({ outcome, askedAt, text }) =>
        mark(ofQuestion[outcome], askedAt, text),
      ),
    },
    {
      label: 'Dead ends',
      marks: session.deadEnds.map(({ at, tried }) => mark('dead-end', at, tried)),
    },
    {
      label: 'Scaffolds, results',
      marks: [
        ...session.insertions.map(({ at, title }) => mark('scaffold', at, title)),
        ...session.results.map(({ at, kind, text }) => mark('result', at, text ?? kind)),
      ].sort((one, other) => one.at - other.at),
    },
  ];
  return lanes.filter(({ marks }) => marks.length > 0);
}

/** What the legend says of a kind of mark. */
export const markWords: Readonly<Record<MarkKind, string>> = {
  'prediction-open': 'open prediction',
  'prediction-came-true': 'prediction that came true',
  'prediction-failed': 'prediction that did not come true',
  'prediction-unclear': 'unclear prediction',
  finding: 'finding',
  'dead-end': 'dead end',
  'question-open': 'open question',
  'question-answered': 'answered question',
  'question-parked': 'parked question',
  'question-breakthrough': 'breakthrough',
  scaffold: 'scaffold',
  result: 'result',
};

function mark(kind: MarkKind, at: EpochMs, text: string): Mark {
  return { kind, at, text };
}
