import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { SessionCommand } from '../../../src/core/command.ts';
import { decide } from '../../../src/core/decide.ts';
import type { SessionEvent } from '../../../src/core/event.ts';
import { replay } from '../../../src/core/evolve.ts';
import { recap } from '../../../src/core/recap/recap.ts';
import { roleOf } from '../../../src/core/rotation.ts';
import type { Session } from '../../../src/core/session.ts';
import { minute } from '../../../src/core/time.ts';
import { eventsSchema } from '../../../src/protocol/logEntry.ts';
import { asking, Play, start, startSession, swapping } from './play.ts';

const people = fc.constantFrom('ada', 'grace', 'joan');
/** Counted from the turn that is on: mostly that one, sometimes one that is over. */
const turn = fc.constantFrom(0, 0, 0, -1);
const questionId = fc.constantFrom('q1', 'q2');

const command: fc.Arbitrary<SessionCommand> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom<SessionCommand>(
      startSession(swapping),
      { type: 'join', name: 'Someone' },
      { type: 'disconnect' },
      { type: 'leave' },
      { type: 'pauseTurn' },
      { type: 'resumeTurn' },
      { type: 'setPhase', phase: 'stuck' },
      { type: 'noteDriver', techniques: ['probe'], frameworks: [] },
      { type: 'recordPrediction', id: 'p', text: 'Above .7', credence: 80 },
      { type: 'settlePrediction', id: 'p', outcome: 'cameTrue' },
      { type: 'moveAgenda', from: 0, to: 1 },
      { type: 'passQuestion', deckId: 'any.if-false' },
      { type: 'noteResult', kind: 'figure' },
      { type: 'recordFinding', id: 'f', text: 'It does.' },
      { type: 'recordDeadEnd', id: 'd', tried: 'Ablation' },
      { type: 'answerRetro', prompt: 'next', text: 'Another seed.' },
      {
        type: 'setAgenda',
        title: 'Explore',
        items: [{ title: 'Surprises', length: minute, phase: 'middle' }],
      },
      { type: 'noteScaffold', scaffoldId: 'probe', title: 'Probe' },
      { type: 'shareEmail', email: 'someone@example.org' },
      { type: 'holdTurn', what: 'python train.py', run: 'r' },
      { type: 'endHold', run: 'r' },
      { type: 'planBreak', planned: true },
      { type: 'planBreak', planned: false },
      { type: 'planEnd' },
      { type: 'noteWork', branch: 'interpair/heads-1a2b', commit: 'a1'.repeat(20) },
    ),
  },
  fc.integer({ min: -1, max: 20 * minute }).map((by) => ({ type: 'extendTurn', by }) as const),
  fc
    .tuple(
      turn,
      fc.constantFrom(
        ...(['expireTurn', 'swapAfterGrace', 'pauseForAbsence', 'handOff', 'noteHandoff'] as const),
        ...(['skipNext', 'restartTurn', 'takeBreak', 'endBreak', 'swapRoles'] as const),
      ),
    )
    .map(([number, type]) => ({ type, turn: number })),
  fc
    .integer({ min: 0, max: 90 * minute })
    .map((later) => ({ type: 'planEnd', at: start + later }) as const),
  people.map((participant) => ({ type: 'removeParticipant', participant }) as const),
  fc.tuple(turn, people).map(([n, to]) => ({ type: 'swapRoles', turn: n, to }) as const),
  questionId.map((id) => ({ type: 'askQuestion', id, text: 'Why?' }) as const),
  questionId.map((id) => ({ type: 'resolveQuestion', id, outcome: 'breakthrough' }) as const),
);

const step = fc.record({ actor: people, wait: fc.integer({ min: 0, max: 10 * minute }), command });
const steps = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });

/** The events that may change when a turn ends. */
const movesDeadline: readonly SessionEvent['type'][] = [
  'turnStarted',
  'turnPaused',
  'turnResumed',
  'turnExtended',
  'turnHeld',
  'breakStarted',
  'endPlanned',
];

function deadlineOf({ turn }: Session): number | string {
  switch (turn.state) {
    case 'paused':
    case 'held':
      return `stopped with ${turn.remaining}`;
    case 'break':
      return `on a break until ${turn.until}`;
    default:
      return turn.deadline;
  }
}

describe('any session, whatever people press', () => {
  for (const [name, turns] of Object.entries({ asking, swapping })) {
    it(`has one driver, deadlines that only events move, and one history (${name})`, async () => {
      const kinds = new Set<string>();
      await fc.assert(
        fc.property(steps, (all) => {
          const play = Play.pair(turns);
          let at = start;
          for (const { actor, wait, command: wanted } of all) {
            at += wait;
            checkStep(play, actor, wanted, at);
          }
          assert.deepEqual(replay(play.entries), play.session);
          assert.notEqual(recap(play.entries, { timeZone: 'UTC' }), undefined);
          for (const { event } of play.entries) {
            kinds.add(event.type);
          }
        }),
        { numRuns: 300 },
      );
      assert.ok(kinds.size === 32, `only ${[...kinds].join(', ')} ever happened`);
    });
  }
});

function checkStep(play: Play, actor: string, wanted: SessionCommand, at: number): void {
  const number = play.now.turn.number;
  const pressed = 'turn' in wanted ? { ...wanted, turn: number + wanted.turn } : wanted;
  const decision = decide(play.session, pressed, { actor, at });
  if (!decision.ok) {
    assert.match(decision.error, /^[A-Z].*\.$/);
    return;
  }
  assert.ok(v.is(eventsSchema, decision.value), JSON.stringify(decision.value));
  for (const event of decision.value) {
    const before = play.now;
    play.record(actor, event, at);
    const after = play.now;
    const roles = after.participants.map(({ id }) => roleOf(after, id));
    assert.equal(roles.filter((role) => role === 'driver').length, 1);
    assert.ok(roles.filter((role) => role === 'navigator').length <= 1);
    for (const { id, present, removed } of after.participants) {
      assert.ok(!removed || (!present && roleOf(after, id) === undefined));
    }
    assert.ok(after.turn.number >= before.turn.number);
    if (!movesDeadline.includes(event.type)) {
      assert.equal(deadlineOf(after), deadlineOf(before));
    }
  }
}
