import * as v from 'valibot';
import { outcomes, phases } from '../core/question.ts';
import { MOST_ANSWER_CHARACTERS, MOST_QUESTION_CHARACTERS } from './panelLimits.ts';

/** What crosses between the extension and the question panel, in both directions. */

const publication = v.object({
  title: v.string(),
  authors: v.string(),
  year: v.number(),
  link: v.string(),
});

/** The question on the card. */
const card = v.object({
  /** The question's id in its deck; what is done with the card names it. */
  id: v.string(),
  question: v.string(),
  /** In words, for a person to read: `attention`; `any` is left out. */
  techniques: v.array(v.string()),
  /** Where it would be pinned: `heads.py:42`. */
  place: v.optional(v.string()),
  why: v.string(),
  source: v.union([v.literal('practice'), publication]),
  /** The scaffold that settles it, by its title. */
  check: v.optional(v.string()),
});

/** The agenda item that the session is at. */
const agendaItem = v.object({
  /** Counted from 0; moving on names it, so that two people who do move on once. */
  index: v.number(),
  /** `2 of 5`, of the agenda with this title. */
  position: v.string(),
  agenda: v.string(),
  title: v.string(),
  hint: v.optional(v.string()),
  /** When it is meant to end, as a person reads it: `14:25`. */
  end: v.string(),
  /** That time has passed. */
  isOver: v.boolean(),
  /** The title of the item after it; absent for the last. */
  next: v.optional(v.string()),
});

/** A question that was asked in the session. */
const askedQuestion = v.object({
  id: v.string(),
  who: v.string(),
  /** Asked by the person who looks at the panel. */
  isMine: v.boolean(),
  /** As a person reads it, in their own time zone: `14:02`. */
  time: v.string(),
  text: v.string(),
  outcome: v.picklist(outcomes),
  /** In the order in which they came. */
  answers: v.array(v.object({ who: v.string(), text: v.string() })),
  /** `heads.py:31` */
  place: v.optional(v.string()),
  /** The line that it is pinned to is no longer there. */
  placeGone: v.boolean(),
});

/** All that the panel shows. It holds no truth of its own, so this is always the whole of it. */
const questionPanelModel = v.object({
  /** Absent when the deck is empty. */
  card: v.optional(card),
  /** Why the card stands out, in a sentence; absent while it does not. */
  nudge: v.optional(v.string()),
  /** Shown, and set by the person, while a session runs. */
  phase: v.object({
    /** Which it is by itself. */
    inferred: v.picklist(phases),
    /** Which someone set instead, if anyone did. */
    set: v.optional(v.picklist(phases)),
  }),
  /** Absent without an agenda, and once it is through. */
  agendaItem: v.optional(agendaItem),
  /** Newest first, and of very many only the newest. */
  asked: v.array(askedQuestion),
  /** How many were asked before those; absent where all are there. */
  earlier: v.optional(v.object({ count: v.number(), open: v.number() })),
  /** A session runs, whose participants see what is asked. */
  sessionRunning: v.boolean(),
  /** The person may ask, park and answer now; false without a session and while the log is out of reach. */
  canAsk: v.boolean(),
  /** The person's new role, for a screen reader to say once when it comes; empty for nothing. */
  announcement: v.string(),
});

const toPanel = v.variant('type', [
  v.object({ type: v.literal('model'), model: questionPanelModel }),
  /** Play the sound of a turn that is over. */
  v.object({ type: v.literal('chime') }),
]);

const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
const questionId = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const fromPanel = v.variant('type', [
  /** The panel was made, or made again, and wants the model. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('ask'), id: questionId }),
  v.object({ type: v.literal('askOwn'), text: text(MOST_QUESTION_CHARACTERS) }),
  /** Put the question on the card away as parked. */
  v.object({ type: v.literal('park'), id: questionId }),
  v.object({ type: v.literal('next'), id: questionId }),
  v.object({ type: v.literal('insertCheck'), id: questionId }),
  /** Without a phase it is inferred again. */
  v.object({ type: v.literal('setPhase'), phase: v.optional(v.picklist(phases)) }),
  /** On from the item of that index. */
  v.object({
    type: v.literal('moveAgenda'),
    from: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  v.object({
    type: v.literal('setOutcome'),
    id: questionId,
    outcome: v.picklist(outcomes),
    answer: v.optional(text(MOST_ANSWER_CHARACTERS)),
    /** The outcome that the person saw when they did so. */
    seen: v.picklist(outcomes),
  }),
  v.object({ type: v.literal('openPlace'), id: questionId }),
  /** Open the publication that the question on the card comes from. */
  v.object({ type: v.literal('openSource'), id: questionId }),
  v.object({ type: v.literal('startSession') }),
]);

export type QuestionCard = v.InferOutput<typeof card>;
export type AgendaItemShown = v.InferOutput<typeof agendaItem>;
export type AskedQuestion = v.InferOutput<typeof askedQuestion>;
export type QuestionPanelModel = v.InferOutput<typeof questionPanelModel>;
export type ToQuestionPanel = v.InferOutput<typeof toPanel>;
export type FromQuestionPanel = v.InferOutput<typeof fromPanel>;

/** Reads a message that came to the panel; undefined when it is none of ours. */
export function parseToQuestionPanel(data: unknown): ToQuestionPanel | undefined {
  const parsed = v.safeParse(toPanel, data);
  return parsed.success ? parsed.output : undefined;
}

/** Reads a message that came from the panel; undefined when it is none of ours. */
export function parseFromQuestionPanel(data: unknown): FromQuestionPanel | undefined {
  const parsed = v.safeParse(fromPanel, data);
  return parsed.success ? parsed.output : undefined;
}
