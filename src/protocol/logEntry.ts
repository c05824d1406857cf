import * as v from 'valibot';
import type { SessionEvent, SessionEventType } from '../core/event.ts';
import type { LogEntry } from '../core/logEntry.ts';
import { outcomes, phases } from '../core/question.ts';
import { limits } from './limits.ts';

const text = longest(limits.text);
const writtenText = v.pipe(text, v.regex(/\S/, 'empty'));
const id = v.pipe(v.string(), v.minLength(1, 'empty'), v.maxLength(limits.id));
const name = v.pipe(longest(limits.name), v.regex(/\S/, 'empty'));
const title = longest(limits.title);
const span = v.pipe(v.number(), v.finite(), v.minValue(0));
const extension = v.pipe(span, v.gtValue(0));

/** No later than the last moment that a JavaScript `Date` can hold. */
export const epochMs = v.pipe(span, v.maxValue(8.64e15));
export const revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const participantId = id;
export const participantName = name;

const turns = v.strictObject({
  length: v.pipe(span, v.gtValue(0)),
  onExpiry: v.picklist(['ask', 'auto']),
  grace: span,
});

const place = v.strictObject({
  path: v.pipe(longest(limits.path), v.minLength(1, 'empty')),
  line: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  text: longest(limits.codeLine),
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
  turnStarted: v.strictObject({
    type: v.literal('turnStarted'),
    driver: id,
    deadline: epochMs,
    reason: v.picklist(['sessionStarted', 'partnerJoined', 'swap', 'expired', 'driverLeft']),
  }),
  turnPaused: v.strictObject({ type: v.literal('turnPaused'), remaining: span }),
  turnResumed: v.strictObject({ type: v.literal('turnResumed'), deadline: epochMs }),
  turnExtended: v.strictObject({ type: v.literal('turnExtended'), by: extension }),
  turnExpired: v.strictObject({
    type: v.literal('turnExpired'),
    swapAt: v.exactOptional(epochMs),
  }),
  phaseSet: v.strictObject({ type: v.literal('phaseSet'), phase: v.picklist(phases) }),
  questionAsked: v.strictObject({
    type: v.literal('questionAsked'),
    id,
    text: writtenText,
    deckId: v.exactOptional(id),
    place: v.exactOptional(place),
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
    place: v.exactOptional(place),
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

/** Text whose length the person who wrote it is told about. */
function longest(length: number) {
  return v.pipe(v.string(), v.maxLength(length, `longer than ${length} characters`));
}
