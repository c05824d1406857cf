import assert from 'node:assert/strict';
import type { SessionEventType } from '../../src/core/event.ts';
import type { LogEntry } from '../../src/core/logEntry.ts';

/**
 * What an entry may hold, written down a second time and without the library that the schemas are made
 * with, so that a mistake in either shows.
 */
type Check = (value: unknown) => boolean;

const stringUpTo =
  (longest: number, least = 0): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest && value.length >= least;
const withInk =
  (longest: number): Check =>
  (value) =>
    stringUpTo(longest)(value) && typeof value === 'string' && value.trim() !== '';
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const numberFrom =
  (least: number, most = Number.MAX_VALUE): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;
const wholeFrom =
  (least: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && numberFrom(least)(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const shaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Reflect.ownKeys(value).every((key) => typeof key === 'string' && Object.hasOwn(fields, key)) &&
    Object.entries(fields).every(([key, check]) =>
      check(Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    );

const id = stringUpTo(100, 1);
const name = withInk(100);
const time = numberFrom(0, 8.64e15);
const span = numberFrom(0);
const positive: Check = (value) => span(value) && value !== 0;
const text = stringUpTo(4_000);
const place = shaped({
  path: stringUpTo(1_000, 1),
  line: wholeFrom(1),
  text: stringUpTo(1_000),
  lines: optional(wholeFrom(2)),
  cell: optional(wholeFrom(1)),
  before: optional(stringUpTo(1_000)),
  after: optional(stringUpTo(1_000)),
  twin: optional(shaped({ nth: wholeFrom(1), of: wholeFrom(2) })),
});
const phase = oneOf('start', 'middle', 'stuck', 'believe', 'writeup');
const credence: Check = (value) => wholeFrom(0)(value) && numberFrom(0, 100)(value);
const agendaItem = shaped({
  title: withInk(200),
  length: positive,
  phase,
  hint: optional(text),
});
const listOf =
  (check: Check, most: number, least = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
const email: Check = (value) =>
  typeof value === 'string' &&
  value.length <= 254 &&
  value.split('@').length === 2 &&
  value.split('@').every((part) => part !== '') &&
  !/[\s<>\p{C}]/u.test(value);
const branch: Check = (value) =>
  typeof value === 'string' &&
  value.length <= 100 &&
  value.startsWith('interpair/') &&
  value
    .slice('interpair/'.length)
    .split('-')
    .every((word) => /^[a-z0-9]+$/.test(word));
const commit: Check = (value) =>
  typeof value === 'string' &&
  [40, 64].includes(value.length) &&
  [...value].every((letter) => '0123456789abcdef'.includes(letter));
/** A path that stays inside the folder that it starts from. */
const figure: Check = (value) =>
  typeof value === 'string' &&
  stringUpTo(1_000, 1)(value) &&
  !/[\\:]/.test(value) &&
  !value.startsWith('/') &&
  !value.split('/').includes('..');

const fields: { readonly [T in SessionEventType]: Readonly<Record<string, Check>> } = {
  sessionStarted: {
    sessionId: id,
    hypothesis: text,
    turns: shaped({
      length: positive,
      onExpiry: oneOf('ask', 'auto'),
      grace: span,
      breaks: optional(shaped({ afterTurns: wholeFrom(0), length: positive })),
    }),
  },
  participantJoined: { name },
  participantReturned: { name },
  participantDisconnected: {},
  participantLeft: {},
  participantRemoved: { participant: id },
  emailShared: { email },
  turnStarted: {
    driver: id,
    deadline: time,
    reason: oneOf(
      ...['sessionStarted', 'partnerJoined', 'swap', 'expired', 'driverLeft'],
      ...['skipped', 'restarted', 'afterBreak'],
    ),
  },
  turnPaused: { remaining: span, because: optional(oneOf('driverGone')) },
  turnHeld: {
    remaining: span,
    what: optional(withInk(200)),
    run: optional(id),
    prediction: optional(id),
  },
  turnResumed: { deadline: time },
  turnExtended: { by: positive },
  turnExpired: { swapAt: optional(time) },
  breakPlanned: { planned: oneOf(true, false) },
  breakStarted: { until: time },
  handedOff: { turn: wholeFrom(1), text: optional(withInk(4_000)), place: optional(place) },
  endPlanned: { at: optional(time) },
  workPushed: { branch, commit },
  phaseSet: { phase: optional(phase) },
  agendaSet: { title: withInk(200), items: listOf(agendaItem, 20, 1) },
  agendaMoved: { to: (value) => wholeFrom(0)(value) && numberFrom(0, 20)(value) },
  driverMoved: { techniques: listOf(id, 20), frameworks: listOf(id, 20), place: optional(place) },
  questionPassed: { deckId: id },
  questionAsked: { id, text: withInk(4_000), deckId: optional(id), place: optional(place) },
  questionResolved: {
    id,
    outcome: oneOf('open', 'answered', 'parked', 'breakthrough'),
    answer: optional(text),
  },
  scaffoldInserted: { scaffoldId: id, title: stringUpTo(200), place: optional(place) },
  resultSeen: { kind: oneOf('figure', 'score'), text: optional(text), place: optional(place) },
  predictionMade: { id, text: withInk(4_000), credence, place: optional(place) },
  predictionSettled: {
    id,
    outcome: oneOf('open', 'cameTrue', 'failed', 'unclear'),
    note: optional(text),
  },
  findingRecorded: {
    id,
    text: withInk(4_000),
    credence: optional(credence),
    figure: optional(figure),
    place: optional(place),
  },
  deadEndRecorded: {
    id,
    tried: withInk(4_000),
    expected: optional(text),
    got: optional(text),
    whyStopped: optional(text),
    revisitIf: optional(text),
  },
  retroAnswered: { prompt: oneOf('surprise', 'next', 'pairing'), text: withInk(4_000) },
  sessionEnded: {},
};

/** Fails unless this entry is one that a log may hold. */
export function checkEntry(entry: LogEntry): void {
  const { type } = entry.event;
  assert.ok(Object.hasOwn(fields, type), `an event of kind ${JSON.stringify(type)}`);
  const event = shaped({ type: oneOf(type), ...fields[type] });
  const fits = shaped({ revision: wholeFrom(1), at: time, actor: id, event });
  assert.ok(fits(entry), `an entry that should not be: ${JSON.stringify(entry)}`);
}

/** Fails unless what was taken is what was sent: nothing added, nothing changed, no field left out. */
export function checkSame(taken: unknown, sent: unknown): void {
  if (typeof taken !== 'object' || taken === null) {
    assert.deepEqual(taken, sent);
    return;
  }
  assert.ok(typeof sent === 'object' && sent !== null);
  for (const key of Object.keys(taken)) {
    checkSame(Reflect.get(taken, key), Reflect.get(sent, key));
  }
  // A name that every object inherits goes unnoticed where fields are counted, and is left out.
  const more = Object.keys(sent).filter((key) => !Object.hasOwn(taken, key));
  assert.deepEqual(
    more.filter((key) => !(key in Object.prototype)),
    [],
  );
}
