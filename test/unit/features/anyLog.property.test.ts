import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { decide } from '../../../src/core/decide.ts';
import { type SessionEvent, type SessionEventType, turnReasons } from '../../../src/core/event.ts';
import { evolve, replay } from '../../../src/core/evolve.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { nudgeAt } from '../../../src/core/nudge.ts';
import { phases } from '../../../src/core/question.ts';
import { recap } from '../../../src/core/recap/recap.ts';
import { recapPicture } from '../../../src/core/recap/recapPicture.ts';
import type { Session } from '../../../src/core/session.ts';
import { shares } from '../../../src/core/shares.ts';
import { hour, minute } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { stretches } from '../../../src/core/turnHistory.ts';
import { panelModel } from '../../../src/features/questions/panelModel.ts';
import { type SessionNode, sessionTree } from '../../../src/features/session/sessionTree.ts';
import { clockTime } from '../../../src/platform/clockTime.ts';
import { sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { start, swapping } from '../core/play.ts';

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
const time = fc.oneof(
  span,
  fc.nat(60 * minute).map((later) => start + later),
);
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
  turnStarted: { driver: text, deadline: time, reason: fc.constantFrom(...turnReasons) },
  emailShared: { email: fc.constant('ada@example.org') },
  turnPaused: { remaining: span, because: fc.constantFrom(undefined, 'driverGone') },
  turnHeld: { remaining: span, what: text, run: text, prediction: text },
  breakPlanned: { planned: fc.boolean() },
  breakStarted: { until: time },
  handedOff: { turn: count, text, place },
  endPlanned: { at: fc.option(time, { nil: undefined }) },
  workPushed: {
    branch: fc.constant('interpair/heads-1a2b'),
    commit: fc.constant('a1'.repeat(20)),
  },
  turnResumed: { deadline: time },
  turnExtended: { by: span },
  turnExpired: { swapAt: time },
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
  turns: swapping,
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

/** How many things come by themselves at a time, one after the other, until nothing more does. */
function comesToRest(session: Session, at: number): number {
  const actor = session.participants.find(({ present }) => present)?.id;
  let now = session;
  for (let steps = 0; ; steps++) {
    const due = turnDue(now, at);
    if (actor === undefined || due === undefined || due.at > at || steps > 10) {
      return steps;
    }
    const decision = decide(now, due.command, { actor, at });
    assert.ok(decision.ok && decision.value.length > 0, `${due.command.type} leads to nothing`);
    for (const event of decision.value) {
      now = evolve(now, { revision: 1, at, actor, event }) ?? assert.fail();
    }
  }
}

describe('any log, whatever partners send', () => {
  it('is told in the recap and its picture, the tree and the panel', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60, size: 'max' }), (all) => {
        const entries = logOf(all);
        const session = replay(entries) ?? assert.fail();
        const written =
          recap(entries, { timeZone: 'Europe/Zurich', tellsShares: true }) ?? assert.fail();
        assert.doesNotMatch(written, halfACharacter);
        const picture = recapPicture(entries, 'Europe/Zurich') ?? assert.fail();
        assert.doesNotMatch(picture, /<script|="(?:NaN|-?Infinity)/);
        assert.doesNotMatch(picture, halfACharacter);
        const ids = idsIn(sessionTree(session, 'grace', clockTime, shares(session, entries)));
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

  it('leaves a turn whose time is told, and that comes to rest', () => {
    const states = new Set<string>();
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60, size: 'max' }), (all) => {
        const entries = logOf(all);
        const session = replay(entries) ?? assert.fail();
        const { turn, handoffs } = session;
        states.add(turn.state);
        const last = entries.at(-1)?.at ?? assert.fail();
        for (const at of [last, last + minute, last + hour]) {
          assert.ok(!Number.isNaN(timeLeft(turn, at)));
          assert.ok(timeWorked(turn, at) >= 0);
          assert.ok(comesToRest(session, at) <= 3);
        }
        const numbers = handoffs.map((handoff) => handoff.turn);
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((one, other) => one - other),
        );
        assert.ok(stretches(entries).every(({ from, to }) => from < to));
      }),
      { numRuns: 300 },
    );
    assert.deepEqual([...states].sort(), ['break', 'expired', 'held', 'paused', 'running']);
  });
});
