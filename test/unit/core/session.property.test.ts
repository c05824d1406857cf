import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { SessionCommand } from '../../../src/core/command.ts';
import { turnReasons } from '../../../src/core/event.ts';
import { replay } from '../../../src/core/evolve.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { recap } from '../../../src/core/recap/recap.ts';
import { minute } from '../../../src/core/time.ts';
import { timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { turnHistory } from '../../../src/core/turnHistory.ts';
import { eventsSchema, sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { asking, Play, start, startSession, swapping } from './play.ts';
import { act, checkDue } from './turnRules.ts';

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
    .map(([number, type]) => ({ type, turn: number, text: 'I was about to ablate.' })),
  fc
    .integer({ min: 0, max: 90 * minute })
    .map((later) => ({ type: 'planEnd', at: start + later }) as const),
  people.map((participant) => ({ type: 'removeParticipant', participant }) as const),
  fc.tuple(turn, people).map(([n, to]) => ({ type: 'swapRoles', turn: n, to }) as const),
  questionId.map((id) => ({ type: 'askQuestion', id, text: 'Why?' }) as const),
  questionId.map((id) => ({ type: 'resolveQuestion', id, outcome: 'breakthrough' }) as const),
);

const step = fc.record({
  actor: people,
  wait: fc.integer({ min: 0, max: 10 * minute }),
  command,
  isNoticed: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const steps = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });

/** Everything of a session that a log tells of as well, counted anew from its entries alone. */
function recount(entries: readonly LogEntry[], length: number) {
  const worked: number[] = [];
  const drivers: string[] = [];
  let [turn, turnsSinceBreak, since] = [0, 0, Number.NaN];
  let isBreak = false;
  const stop = (at: number) => {
    turn += Number.isNaN(since) ? 0 : at - since;
    since = Number.NaN;
  };
  for (const { event, at } of entries) {
    if (event.type === 'turnStarted') {
      stop(at);
      const counts = drivers.length > 0 && !isBreak && event.reason !== 'partnerJoined';
      turnsSinceBreak += counts && turn >= length / 2 ? 1 : 0;
      worked.push(turn);
      drivers.push(event.driver);
      [turn, since, isBreak] = [0, at, false];
    } else if (event.type === 'turnPaused' || event.type === 'turnHeld') {
      stop(at);
    } else if (event.type === 'turnResumed') {
      since = at;
    } else if (event.type === 'breakStarted') {
      stop(at);
      [turnsSinceBreak, isBreak] = [0, true];
    }
  }
  stop(entries.at(-1)?.at ?? Number.NaN);
  return { turnsSinceBreak, worked: [...worked, turn].reduce((sum, one) => sum + one), drivers };
}

function checkAgainstLog({ entries, now }: Play): void {
  const at = entries.at(-1)?.at ?? assert.fail();
  const told = recount(entries, now.turns.length);
  assert.equal(now.turnsSinceBreak, told.turnsSinceBreak);
  const atKeyboard = turnHistory(entries).reduce((sum, taken) => sum + taken.atKeyboard, 0);
  assert.equal(atKeyboard, told.worked, 'neither pause, run nor break is work');
  for (const { turn, by, to } of now.handoffs) {
    assert.equal(by, told.drivers[turn - 1]);
    assert.equal(to, told.drivers[turn], 'it went to whoever drove next');
    assert.notEqual(by, to);
  }
  const last = timeWorked(now.turn, now.endedAt ?? at);
  assert.ok(last <= told.worked);
}

/** Somebody presses something, perhaps after a window has noticed what was due by then. */
function playStep(play: Play, { actor, command: wanted, isNoticed }: Step, at: number): void {
  checkDue(play.now, at);
  const due = turnDue(play.now, at);
  const { number } = play.now.turn;
  const pressed = 'turn' in wanted ? { ...wanted, turn: number + wanted.turn } : wanted;
  const commands =
    isNoticed && due !== undefined && due.at <= at ? [due.command, pressed] : [pressed];
  for (const command of commands) {
    const events = act(play.now, { actor, command, at }).map(({ event }) => event);
    assert.ok(events.length === 0 || v.is(eventsSchema, events), JSON.stringify(events));
    for (const event of events) {
      play.record(actor, event, at);
    }
  }
}

/** An event's type, and of what kind it is where there are several. */
function kindsOf({ event }: LogEntry): readonly string[] {
  return [
    event.type,
    ...('reason' in event ? [event.reason] : []),
    ...('because' in event && event.because !== undefined ? [event.because] : []),
  ];
}

/** All but the end, after which nothing more happens. */
const everyKind = [
  ...sessionEventSchema.options.map(({ entries }) => String(entries.type.literal)),
  ...turnReasons,
  'driverGone',
].filter((kind) => kind !== 'sessionEnded');

describe('any session, whatever people press', () => {
  for (const [name, turns] of Object.entries({ asking, swapping })) {
    it(`has one driver, loses no time, and is what its log tells (${name})`, async () => {
      const kinds = new Set<string>();
      await fc.assert(
        fc.property(steps, (all) => {
          const play = Play.pair(turns);
          let at = start;
          for (const step of all) {
            at += step.wait;
            playStep(play, step, at);
          }
          assert.deepEqual(replay(play.entries), play.session);
          assert.notEqual(recap(play.entries, { timeZone: 'UTC' }), undefined);
          checkAgainstLog(play);
          for (const kind of play.entries.flatMap(kindsOf)) {
            kinds.add(kind);
          }
        }),
        { numRuns: 300 },
      );
      assert.deepEqual(
        everyKind.filter((kind) => !kinds.has(kind)),
        [],
        'what never happened',
      );
    });
  }
});
