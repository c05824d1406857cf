import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { evolve } from '../../../src/core/evolve.ts';
import type { Session } from '../../../src/core/session.ts';
import { minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import { Play, start, startSession } from './play.ts';
import { act, checkDue, checkSession, type Wish } from './turnRules.ts';

const length = 4 * minute;
const asking: TurnSettings = {
  length,
  onExpiry: 'ask',
  grace: 20 * second,
  breaks: { afterTurns: 2, length: minute },
};
const auto: TurnSettings = { ...asking, onExpiry: 'auto' };

/** A session at a time; how it came about is of no account. */
interface Moment {
  readonly session: Session;
  readonly at: number;
}

/** Enough to come to each deadline, to just before it, and to more than a minute after it. */
const waits = [20 * second, 30 * second, 2 * minute];

/** What anyone may want in a session, and of turns that are over as well. */
function wishes({ session, at }: Moment): readonly Wish[] {
  const { turn, participants } = session;
  const ids = participants.map(({ id }) => id);
  const more: readonly SessionCommand[] =
    'deadline' in turn ? [{ type: 'extendTurn', by: minute, deadline: turn.deadline }] : [];
  const commands: readonly SessionCommand[] = [
    { type: 'join', name: 'Someone' },
    { type: 'disconnect' },
    { type: 'leave' },
    { type: 'pauseTurn' },
    { type: 'resumeTurn' },
    { type: 'holdTurn', run: 'r' },
    { type: 'endHold', run: 'r' },
    { type: 'endHold', run: 'other' },
    { type: 'extendTurn', by: minute },
    ...more,
    ...[turn.number, turn.number - 1].flatMap((number): readonly SessionCommand[] => [
      { type: 'pauseForAbsence', turn: number },
      { type: 'expireTurn', turn: number },
      { type: 'swapAfterGrace', turn: number },
      { type: 'swapRoles', turn: number },
      { type: 'swapRoles', turn: number, skipBreak: true },
      ...ids.map((to) => ({ type: 'swapRoles', turn: number, to }) as const),
      { type: 'handOff', turn: number, text: 'I was about to ablate.' },
      { type: 'noteHandoff', turn: number, text: 'I was about to ablate.' },
      { type: 'skipNext', turn: number },
      { type: 'restartTurn', turn: number },
      { type: 'takeBreak', turn: number },
      { type: 'endBreak', turn: number },
    ]),
    { type: 'planBreak', planned: true },
    { type: 'planBreak', planned: false },
    { type: 'planEnd', at: at + minute },
    { type: 'planEnd', at: at + 5 * minute },
    { type: 'planEnd', at: start },
    { type: 'planEnd' },
    ...ids.map((id) => ({ type: 'removeParticipant', participant: id }) as const),
  ];
  return ids.flatMap((actor) => commands.map((command) => ({ actor, command, at })));
}

/** What tells two moments apart as to what may happen from them on. */
function keyOf({ session, at }: Moment): string {
  const { turn, participants, handoffs, endsAt, turnsSinceBreak, breakPlanned } = session;
  const { number } = turn;
  return JSON.stringify(
    [turn, participants, endsAt, turnsSinceBreak, breakPlanned, handoffs.slice(-2)],
    (key, value: unknown) => {
      if (typeof value !== 'number') {
        return value;
      }
      if (value >= start) {
        return value - at;
      }
      return key === 'number' || key === 'turn' ? value - number : value;
    },
  );
}

/** Every moment that one command or wait leads to, each checked. */
function next(moment: Moment): readonly Moment[] {
  const { session, at } = moment;
  const moments: Moment[] = waits.map((wait) => ({ session, at: at + wait }));
  for (const wish of wishes(moment)) {
    const entries = act(session, wish);
    if (entries.length > 0) {
      moments.push({
        session: entries.reduce((now: Session, entry) => evolve(now, entry) ?? now, session),
        at,
      });
    }
  }
  return moments;
}

/** Everything that can become of a session within some steps, each moment once. */
function explore(from: Moment, steps: number): readonly Moment[] {
  const seen = new Map<string, Moment>();
  let edge: readonly Moment[] = [from];
  for (let step = 0; step <= steps; step++) {
    const found: Moment[] = [];
    for (const moment of edge) {
      const key = keyOf(moment);
      if (!seen.has(key)) {
        seen.set(key, moment);
        found.push(...(step < steps ? next(moment) : []));
      }
    }
    edge = found;
  }
  return [...seen.values()];
}

function together(turns: TurnSettings, ...others: readonly string[]): Play {
  const play = new Play();
  play.do('ada', startSession(turns), start);
  for (const other of others) {
    play.do(other, { type: 'join', name: 'Someone' }, start);
  }
  return play;
}

/** Where a session may stand when things begin to happen. */
const beginnings: Readonly<Record<string, (turns: TurnSettings) => Play>> = {
  'someone alone': (turns) => together(turns),
  'a pair': (turns) => together(turns, 'grace'),
  'a pair that is due for a break after this turn': (turns) => {
    const play = together(turns, 'grace');
    play.do('ada', { type: 'extendTurn', by: length }, start);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + length);
    play.do('ada', { type: 'pauseTurn' }, start + length + length / 2);
    return play;
  },
  'three people, of whom the next is absent': (turns) => {
    const play = together(turns, 'grace', 'joan');
    play.do('grace', { type: 'disconnect' }, start);
    return play;
  },
  'three people, of whom one was removed, shortly before the planned end': (turns) => {
    const play = together(turns, 'grace', 'joan');
    play.do('ada', { type: 'removeParticipant', participant: 'grace' }, start);
    play.do('ada', { type: 'planEnd', at: start + length + minute }, start);
    return play;
  },
  'a pair on a break': (turns) => {
    const play = together(turns, 'grace');
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    return play;
  },
};

/** How far it is looked ahead, and how many different moments that is at least; 145 000 for all beginnings. */
const steps = 4;
const least = 4_000;

describe('every command in every state that a session comes to within four steps', () => {
  for (const [name, begin] of Object.entries(beginnings)) {
    for (const turns of [auto, asking]) {
      it(`leaves one driver, all the time and no dead end: ${name} (${turns.onExpiry})`, () => {
        const play = begin(turns);
        const at = play.entries.at(-1)?.at ?? assert.fail();
        const moments = explore({ session: play.now, at }, steps);
        for (const moment of moments) {
          checkSession(moment.session, moment.at);
          for (const late of [0, ...waits, 60 * minute]) {
            checkDue(moment.session, moment.at + late);
          }
        }
        const states = new Set(moments.map(({ session }) => session.turn.state));
        assert.deepEqual([...states].sort(), ['break', 'expired', 'held', 'paused', 'running']);
        assert.ok(moments.length > least, `only ${moments.length} moments`);
      });
    }
  }
});
