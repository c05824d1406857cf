import * as v from 'valibot';
import { isEmailAddress } from '../core/coAuthors.ts';
import {
  runOutcomes,
  type SessionEvent,
  type SessionEventType,
  turnReasons,
} from '../core/event.ts';
import type { LogEntry } from '../core/logEntry.ts';
import { outcomes, phases } from '../core/question.ts';
import { predictionOutcomes, resultKinds, retroPrompts } from '../core/record.ts';
import { figurePath } from './figurePath.ts';
import { limits } from './limits.ts';
import { placeSchema } from './place.ts';
import { longest, written } from './texts.ts';

const text = longest(limits.text);
const writtenText = written(limits.text);
const id = v.pipe(v.string(), v.minLength(1, 'empty'), v.maxLength(limits.id));
const name = written(limits.name);
const title = longest(limits.title);
const writtenTitle = written(limits.title);
const email = v.pipe(v.string(), v.check(isEmailAddress, 'not an e-mail address'));
/** Of a session, so that nobody is led to another branch; and as git takes it. */
const branchName = v.pipe(
  v.string(),
  v.maxLength(limits.id),
  v.regex(/^interpair\/[a-z0-9]+(?:-[a-z0-9]+)*$/, 'not the branch of a session'),
);
const span = v.pipe(v.number(), v.finite(), v.minValue(0));
const someTime = v.pipe(span, v.gtValue(0));

/** No later than the last moment that a JavaScript `Date` can hold. */
export const epochMs = v.pipe(span, v.maxValue(8.64e15));
export const revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const participantId = id;
export const participantName = name;

const turns = v.strictObject({
  length: someTime,
  onExpiry: v.picklist(['ask', 'auto']),
  grace: span,
  breaks: v.exactOptional(
    v.strictObject({
      afterTurns: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      length: someTime,
    }),
  ),
});

const credence = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));

const figure = v.pipe(
  longest(limits.path),
  v.regex(figurePath, 'not a path inside the workspace folder'),
);

/** Of techniques or frameworks. */
const names = v.pipe(v.array(id), v.maxLength(limits.techniques), v.readonly());

const agendaItem = v.strictObject({
  title: writtenTitle,
  length: someTime,
  phase: v.picklist(phases),
  hint: v.exactOptional(text),
});

type EventOf<T extends SessionEventType> = Extract<SessionEvent, { type: T }>;
type SchemaOf<E> = v.GenericSchema<E> & {
  readonly entries: { readonly [K in keyof E]-?: v.GenericSchema };
};

/** One schema a kind of event; a kind or a field that is forgotten here does not compile. */
const schemas = {
  sessionStarted: v.strictObject({
    type: v.literal('sessionStarted'),
    sessionId: id,
    hypothesis: text,
    turns,
  }),
  participantJoined: v.strictObject({ type: v.literal('participantJoined'), name }),
  participantReturned: v.strictObject({ type: v.literal('participantReturned'), name }),
  participantDisconnected: v.strictObject({ type: v.literal('participantDisconnected') }),
  participantLeft: v.strictObject({ type: v.literal('participantLeft') }),
  participantRemoved: v.strictObject({ type: v.literal('participantRemoved'), participant: id }),
  emailShared: v.strictObject({ type: v.literal('emailShared'), email }),
  turnStarted: v.strictObject({
    type: v.literal('turnStarted'),
    driver: id,
    deadline: epochMs,
    reason: v.picklist(turnReasons),
  }),
  turnPaused: v.strictObject({
    type: v.literal('turnPaused'),
    remaining: span,
    because: v.exactOptional(v.literal('driverGone')),
  }),
  turnHeld: v.strictObject({
    type: v.literal('turnHeld'),
    remaining: span,
    what: v.exactOptional(writtenTitle),
    run: v.exactOptional(id),
    prediction: v.exactOptional(id),
  }),
  turnResumed: v.strictObject({
    type: v.literal('turnResumed'),
    deadline: epochMs,
    run: v.exactOptional(v.strictObject({ outcome: v.picklist(runOutcomes), took: span })),
  }),
  turnExtended: v.strictObject({ type: v.literal('turnExtended'), by: someTime }),
  turnExpired: v.strictObject({
    type: v.literal('turnExpired'),
    swapAt: v.exactOptional(epochMs),
  }),
  breakPlanned: v.strictObject({ type: v.literal('breakPlanned'), planned: v.boolean() }),
  breakStarted: v.strictObject({ type: v.literal('breakStarted'), until: epochMs }),
  handedOff: v.strictObject({
    type: v.literal('handedOff'),
    turn: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    text: v.exactOptional(writtenText),
    place: v.exactOptional(placeSchema),
  }),
  endPlanned: v.strictObject({ type: v.literal('endPlanned'), at: v.exactOptional(epochMs) }),
  workPushed: v.strictObject({
    type: v.literal('workPushed'),
    branch: branchName,
    commit: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not a commit')),
  }),
  phaseSet: v.strictObject({
    type: v.literal('phaseSet'),
    phase: v.exactOptional(v.picklist(phases)),
  }),
  agendaSet: v.strictObject({
    type: v.literal('agendaSet'),
    title: writtenTitle,
    items: v.pipe(
      v.array(agendaItem),
      v.minLength(1),
      v.maxLength(limits.agendaItems),
      v.readonly(),
    ),
  }),
  agendaMoved: v.strictObject({
    type: v.literal('agendaMoved'),
    to: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(limits.agendaItems)),
  }),
  driverMoved: v.strictObject({
    type: v.literal('driverMoved'),
    techniques: names,
    frameworks: names,
    place: v.exactOptional(placeSchema),
  }),
  questionPassed: v.strictObject({ type: v.literal('questionPassed'), deckId: id }),
  questionAsked: v.strictObject({
    type: v.literal('questionAsked'),
    id,
    text: writtenText,
    deckId: v.exactOptional(id),
    place: v.exactOptional(placeSchema),
  }),
  questionResolved: v.strictObject({
    type: v.literal('questionResolved'),
    id,
    outcome: v.picklist(outcomes),
    answer: v.exactOptional(text),
  }),
  scaffoldInserted: v.strictObject({
    type: v.literal('scaffoldInserted'),
    scaffoldId: id,
    title,
    place: v.exactOptional(placeSchema),
  }),
  resultSeen: v.strictObject({
    type: v.literal('resultSeen'),
    kind: v.picklist(resultKinds),
    text: v.exactOptional(text),
    place: v.exactOptional(placeSchema),
  }),
  predictionMade: v.strictObject({
    type: v.literal('predictionMade'),
    id,
    text: writtenText,
    credence,
    place: v.exactOptional(placeSchema),
  }),
  predictionSettled: v.strictObject({
    type: v.literal('predictionSettled'),
    id,
    outcome: v.picklist(predictionOutcomes),
    note: v.exactOptional(text),
  }),
  findingRecorded: v.strictObject({
    type: v.literal('findingRecorded'),
    id,
    text: writtenText,
    credence: v.exactOptional(credence),
    figure: v.exactOptional(figure),
    place: v.exactOptional(placeSchema),
  }),
  deadEndRecorded: v.strictObject({
    type: v.literal('deadEndRecorded'),
    id,
    tried: writtenText,
    expected: v.exactOptional(text),
    got: v.exactOptional(text),
    whyStopped: v.exactOptional(text),
    revisitIf: v.exactOptional(text),
  }),
  retroAnswered: v.strictObject({
    type: v.literal('retroAnswered'),
    prompt: v.picklist(retroPrompts),
    text: writtenText,
  }),
  sessionEnded: v.strictObject({ type: v.literal('sessionEnded') }),
} satisfies { readonly [T in SessionEventType]: SchemaOf<EventOf<T>> };

/** An event as it crosses a boundary. Unknown kinds and unknown fields are refused. */
export const sessionEventSchema = v.variant('type', Object.values(schemas));

/** The events of one append. */
export const eventsSchema = v.pipe(v.array(sessionEventSchema), v.maxLength(limits.events));

const stamps = { revision: v.pipe(revision, v.minValue(1)), at: epochMs, actor: participantId };

/** An entry as a home of the log stamps it. */
export const logEntrySchema = v.strictObject({
  ...stamps,
  event: sessionEventSchema,
}) satisfies SchemaOf<LogEntry>;
