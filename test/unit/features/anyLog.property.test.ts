import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import type { SessionEvent, SessionEventType } from '../../../src/core/event.ts';
import { replay } from '../../../src/core/evolve.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { nudgeAt } from '../../../src/core/nudge.ts';
import { phases } from '../../../src/core/question.ts';
import { recap } from '../../../src/core/recap/recap.ts';
import { recapPicture } from '../../../src/core/recap/recapPicture.ts';
import { minute } from '../../../src/core/time.ts';
import { panelModel } from '../../../src/features/questions/panelModel.ts';
import { type SessionNode, sessionTree } from '../../../src/features/session/sessionTree.ts';
import { clockTime } from '../../../src/platform/clockTime.ts';
import { sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { asking, start } from '../core/play.ts';

const odd = [
  ...['__proto__', 'constructor', '\ud83d', '\u202e', '\ufffe', 'a\n# b', '<script>', '$(zap)'],
  ...['![x](https://example.org/x.png)', '](command:x)', '`'.repeat(30), 'x'.repeat(200)],
];
const halfACharacter = /\p{Surrogate}/u;
const text = fc.oneof(
  fc.constantFrom(...odd, 'ada', 'grace', 'q'),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
);
const span = fc.oneof(fc.constantFrom(0, 1e-300, 8.64e15, 1e308), fc.nat(1e6));
const count = fc.constantFrom(1, 2, 20, Number.MAX_SAFE_INTEGER);
const percent = fc.nat(100);
const item = fc.record({
  title: text,
  length: span,
  phase: fc.constantFrom(...phases),
  hint: text,
});
const place = fc.record(
  { path: text, line: count, text, lines: count, cell: count, before: text, after: text },
  { requiredKeys: ['path', 'line', 'text'] },
);

type Fields<E> = { readonly [K in Exclude<keyof E, 'type'>]-?: fc.Arbitrary<E[K] | undefined> };

/** What may stand in each field of each kind of event that a partner may send. */
const fields: {
  readonly [T in Exclude<SessionEventType, 'sessionStarted' | 'sessionEnded'>]: Fields<
    Extract<SessionEvent, { type: T }>
  >;
} = {
  participantJoined: { name: text },
  participantReturned: { name: text },
  participantDisconnected: {},
  participantLeft: {},
  participantRemoved: { participant: text },
  turnStarted: { driver: text, deadline: span, reason: fc.constant('swap') },
  emailShared: { email: fc.constant('ada@example.org') },
  turnPaused: { remaining: span, because: fc.constantFrom(undefined, 'driverGone') },
  turnHeld: { remaining: span, what: text, run: text, prediction: text },
  breakPlanned: { planned: fc.boolean() },
  breakStarted: { until: span },
  handedOff: { turn: count, text, place },
  endPlanned: { at: fc.option(span, { nil: undefined }) },
  workPushed: {
    branch: fc.constant('interpair/heads-1a2b'),
    commit: fc.constant('a1'.repeat(20)),
  },
  turnResumed: { deadline: span },
  turnExtended: { by: span },
  turnExpired: { swapAt: span },
  phaseSet: { phase: fc.constantFrom(...phases) },
  agendaSet: { title: text, items: fc.array(item, { minLength: 1, maxLength: 4 }) },
  agendaMoved: { to: fc.nat(20) },
  driverMoved: {
    techniques: fc.array(text, { maxLength: 3 }),
    frameworks: fc.array(text, { maxLength: 3 }),
    place,
  },
  questionPassed: { deckId: text },
  questionAsked: { id: text, text, deckId: text, place },
  questionResolved: {
    id: text,
    outcome: fc.constantFrom('open', 'answered', 'parked', 'breakthrough'),
    answer: text,
  },
  scaffoldInserted: { scaffoldId: text, title: text, place },
  resultSeen: { kind: fc.constantFrom('figure', 'score'), text, place },
  predictionMade: { id: text, text, credence: percent, place },
  predictionSettled: {
    id: text,
    outcome: fc.constantFrom('open', 'cameTrue', 'failed', 'unclear'),
    note: text,
  },
  findingRecorded: { id: text, text, credence: percent, figure: text, place },
  deadEndRecorded: {
    id: text,
    tried: text,
    expected: text,
    got: text,
    whyStopped: text,
    revisitIf: text,
  },
  retroAnswered: { prompt: fc.constantFrom('surprise', 'next', 'pairing'), text },
};

const event = fc.oneof(
  ...Object.entries(fields).map(([type, own]) =>
    fc.record({ type: fc.constant(type), ...own }, { requiredKeys: ['type'] }),
  ),
);
const said = fc.tuple(fc.constantFrom('ada', 'grace', 'joan'), fc.nat(10 * minute), event);

const startEvent: SessionEvent = {
  type: 'sessionStarted',
  sessionId: 's',
  hypothesis: 'Half a character: \ud83d',
  turns: asking,
};

/** The log of a session in which partners said whatever a home of the log takes. */
function logOf(all: readonly (readonly [string, number, unknown])[]): LogEntry[] {
  const entries: LogEntry[] = [{ revision: 1, at: start, actor: 'ada', event: startEvent }];
  let at = start;
  for (const [actor, wait, wanted] of all) {
    at += wait;
    if (v.is(sessionEventSchema, wanted)) {
      entries.push({ revision: entries.length + 1, at, actor, event: wanted });
    }
  }
  return entries;
}

function idsIn(nodes: readonly SessionNode[]): string[] {
  return nodes.flatMap(({ id, children }) => [id, ...idsIn(children ?? [])]);
}

describe('any log, whatever partners send', () => {
  it('is told in the recap and its picture, the tree and the panel', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60, size: 'max' }), (all) => {
        const entries = logOf(all);
        const session = replay(entries) ?? assert.fail();
        const written = recap(entries, { timeZone: 'Europe/Zurich' }) ?? assert.fail();
        assert.doesNotMatch(written, halfACharacter);
        const picture = recapPicture(entries, 'Europe/Zurich') ?? assert.fail();
        assert.doesNotMatch(picture, /<script|="(?:NaN|-?Infinity)/);
        assert.doesNotMatch(picture, halfACharacter);
        const ids = idsIn(sessionTree(session, 'grace', clockTime));
        assert.equal(new Set(ids).size, ids.length);
        const now = start + minute;
        assert.equal(
          typeof nudgeAt(session, minute),
          session.turn.state === 'running' ? 'number' : 'undefined',
        );
        const model = panelModel(
          {
            ...{ card: undefined, checkTitle: undefined, place: session.driverAt?.place, session },
            ...{ me: 'grace', now, connected: true, nudge: undefined, announcement: '' },
            isGone: () => false,
          },
          clockTime,
        );
        assert.equal(model.asked.length, session.questions.length);
        for (const { event } of entries) {
          kinds.add(event.type);
        }
      }),
      { numRuns: 300 },
    );
    assert.equal(kinds.size, Object.keys(fields).length + 1, [...kinds].join(', '));
  });
});
