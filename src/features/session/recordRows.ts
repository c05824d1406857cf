import type { Handoff } from '../../core/handoff.ts';
import { calledName } from '../../core/names.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Outcome, Place, Question } from '../../core/question.ts';
import type {
  DeadEnd,
  Finding,
  Prediction,
  PredictionOutcome,
  RetroAnswer,
} from '../../core/record.ts';
import {
  credenceText,
  deadEndParts,
  predictionOutcomeText,
  retroQuestion,
} from '../../core/recordWords.ts';
import type { Insertion, Session } from '../../core/session.ts';
import type { TimePrinter } from '../../core/time.ts';
import { capitalised } from '../../util/capitalised.ts';
import type { Click, SessionNode } from './sessionTree.ts';

const questionIcons: Readonly<Record<Outcome, string>> = {
  open: 'question',
  answered: 'check',
  parked: 'debug-pause',
  breakthrough: 'lightbulb',
};

const predictionIcons: Readonly<Record<PredictionOutcome, string>> = {
  open: 'target',
  cameTrue: 'pass',
  failed: 'error',
  unclear: 'dash',
};

/** Of more the tree shows the newest: rows of thousands are slow, and help nobody to find one. */
export const mostRecorded = 300;

/** What is on the record, in the order in which it came there. */
export function recordRows(session: Session, time: TimePrinter): SessionNode {
  const rows = new Rows(session, time);
  const dated = [
    ...session.questions.map((one) => [one.askedAt, () => rows.question(one)] as const),
    ...session.insertions.map((one, index) => [one.at, () => rows.insertion(one, index)] as const),
    ...session.predictions.map((one) => [one.at, () => rows.prediction(one)] as const),
    ...session.findings.map((one) => [one.at, () => rows.finding(one)] as const),
    ...session.deadEnds.map((one) => [one.at, () => rows.deadEnd(one)] as const),
    ...session.handoffs.map((one) => [one.at, () => rows.handoff(one)] as const),
    ...session.retro.map((one, index) => [one.at, () => rows.answer(one, index)] as const),
  ].sort(([one], [other]) => one - other);
  const earlier = dated.length - mostRecorded;
  const children = [
    ...(earlier > 0 ? [earlierRow(earlier)] : []),
    ...dated.slice(-mostRecorded).map(([, row]) => row()),
  ];
  // Another id while it is empty: VS Code would keep a row that had nothing in it folded.
  return children.length === 0
    ? { id: 'record/empty', label: 'Record', description: 'nothing yet' }
    : { id: 'record', label: 'Record', children };
}

function earlierRow(count: number): SessionNode {
  return {
    id: 'record/earlier',
    label: `${count} earlier`,
    description: 'in the recap so far',
    icon: 'notebook',
    click: { command: 'openRecap', title: 'Open' },
  };
}

/** Each kind of thing on the record as a row. */
class Rows {
  readonly #session: Session;
  readonly #time: TimePrinter;

  constructor(session: Session, time: TimePrinter) {
    this.#session = session;
    this.#time = time;
  }

  question({ id, text, outcome, askedBy, place, answers }: Question): SessionNode {
    const name = calledName(this.#session, askedBy);
    const said = answers.map((answer) => `${calledName(this.#session, answer.by)}: ${answer.text}`);
    return {
      id: `record/question/${id}`,
      label: text,
      description: `${outcome}, ${name}`,
      icon: questionIcons[outcome],
      tooltip: lines(text, `Asked by ${name}, ${outcome}`, ...said, placeText(place)),
      spoken: `Question, ${outcome}, asked by ${name}: ${text}`,
      ...opening(place),
    };
  }

  insertion({ title, by, at, place }: Insertion, index: number): SessionNode {
    const description = `${calledName(this.#session, by)}, ${this.#time(at)}`;
    return {
      id: `record/insertion/${index}`,
      label: title,
      description,
      icon: 'beaker',
      tooltip: lines(title, `Inserted by ${description}`, placeText(place)),
      spoken: `Scaffold, inserted by ${description}: ${title}`,
      ...opening(place),
    };
  }

  /** A click settles it while it is open, and opens its code afterwards. */
  prediction({ id, text, credence, outcome, note, by, at, place }: Prediction): SessionNode {
    const sure = credenceText(credence);
    const became = predictionOutcomeText(outcome);
    const settle: Click = {
      command: 'settlePrediction',
      title: 'Settle',
      argument: { prediction: id },
    };
    return {
      id: `record/prediction/${id}`,
      label: `${text} (${sure})`,
      description: became,
      icon: predictionIcons[outcome],
      prediction: id,
      kind: outcome === 'open' ? 'openPrediction' : 'prediction',
      tooltip: lines(
        text,
        `Prediction by ${calledName(this.#session, by)}, ${this.#time(at)}: ${sure}`,
        `${capitalised(became)}${note === undefined ? '' : `: ${note}`}`,
        placeText(place),
      ),
      spoken: `Prediction, ${sure}, ${became}: ${text}${note === undefined ? '' : `. What came: ${note}`}`,
      ...(outcome === 'open' ? { click: settle } : opening(place)),
    };
  }

  finding({ id, text, credence, figure, by, at, place }: Finding): SessionNode {
    const name = calledName(this.#session, by);
    const sure = credence === undefined ? [] : [credenceText(credence)];
    return {
      id: `record/finding/${id}`,
      label: [text, ...sure.map((percent) => `(${percent})`)].join(' '),
      description: `finding, ${name}`,
      icon: 'bookmark',
      tooltip: lines(
        text,
        [`Finding by ${name}, ${this.#time(at)}`, ...sure].join(': '),
        figure,
        placeText(place),
      ),
      spoken: `${['Finding', ...sure, `by ${name}`].join(', ')}: ${text}`,
      ...opening(place),
    };
  }

  /** Nobody has taken over yet where it was left on a break. */
  handoff({ turn, text, place, by, to, at }: Handoff): SessionNode {
    const who = [by, ...(to === undefined ? [] : [to])]
      .map((id) => calledName(this.#session, id))
      .join(' to ');
    const where = place === undefined ? '' : ` at ${placeLabel(place)}`;
    const label = text ?? `Handed over${where}`;
    return {
      id: `record/handoff/${turn}`,
      label,
      description: who,
      icon: 'arrow-swap',
      tooltip: lines(text, `Handed over by ${who}, ${this.#time(at)}`, placeText(place)),
      spoken: `Handed over by ${who}${where}${text === undefined ? '' : `: ${text}`}`,
      ...opening(place),
    };
  }

  deadEnd(deadEnd: DeadEnd): SessionNode {
    const { id, tried, by, at } = deadEnd;
    const name = calledName(this.#session, by);
    const children = deadEndParts(deadEnd).map(({ label, text }) => ({
      id: `record/deadEndPart/${label}/${id}`,
      label: `${label}: ${text}`,
      spoken: `Dead end, ${label.toLowerCase()}: ${text}`,
    }));
    return {
      id: `record/deadEnd/${id}`,
      label: tried,
      description: 'dead end',
      icon: 'circle-slash',
      tooltip: lines(
        tried,
        `Dead end, ${name}, ${this.#time(at)}`,
        ...children.map(({ label }) => label),
      ),
      spoken: `Dead end, by ${name}: ${tried}`,
      ...(children.length === 0 ? {} : { children, isFolded: true }),
    };
  }

  answer({ prompt, text, by }: RetroAnswer, index: number): SessionNode {
    const name = calledName(this.#session, by);
    return {
      id: `record/retro/${index}`,
      label: text,
      description: `looking back, ${name}`,
      icon: 'history',
      tooltip: lines(text, `${retroQuestion(prompt)} ${name}`),
      spoken: `Looking back, ${name}, ${retroQuestion(prompt)} ${text}`,
    };
  }
}

/** A click opens the code that it is about. */
function opening(place: Place | undefined): { readonly click?: Click } {
  return place === undefined
    ? {}
    : { click: { command: 'openPlace', title: 'Open', argument: place } };
}

function placeText(place: Place | undefined): string | undefined {
  return place && `${place.path}:${place.line}`;
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n');
}
