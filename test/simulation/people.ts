import type { SessionCommand } from '../../src/core/command.ts';
import { outcomes, phases } from '../../src/core/question.ts';
import type { Session } from '../../src/core/session.ts';
import { HumanError } from '../../src/util/humanError.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

interface Habit {
  readonly what: string;
  readonly weight: number;
  press(world: World, window: Window, session: Session): void;
}

type Press = (world: World, window: Window, session: Session) => SessionCommand;

/** One person presses a button. */
const alone = (what: string, weight: number, command: Press): Habit => ({
  what,
  weight,
  press: (world, window, session) => press(world, window, command(world, window, session)),
});

/** Two people press the same button in the same instant, or one of them a moment later. */
const together = (what: string, weight: number, command: Press): Habit => ({
  what,
  weight,
  press(world, window, session) {
    const others = world.windows.filter((other) => other !== window && other.isConnected);
    press(world, window, command(world, window, session));
    for (const other of others.slice(0, 1)) {
      const same = command(world, other, session);
      const later = world.random.pick([0, 0, 50, 500]);
      if (later === 0) {
        press(world, other, same);
      } else {
        world.scheduler.after(later, () => press(world, other, same));
      }
    }
  },
});

/** What is run while a turn is held. */
const runs = ['one', 'other'];

const habits: readonly Habit[] = [
  alone('swap', 6, swap),
  together('swap together', 6, swap),
  together('take over together', 2, takeOver),
  alone('swap a turn that is over', 2, (...of) => ({ ...swap(...of), turn: swap(...of).turn - 1 })),
  alone('take over', 3, takeOver),
  alone('swap without the break', 1, (...of) => ({ ...swap(...of), skipBreak: true })),
  alone('hand over', 3, handOff),
  together('hand over together', 1, handOff),
  alone('note a handoff', 2, ({ random }, _window, { turn }) => ({
    type: 'noteHandoff',
    turn: turn.number - random.pick([0, 1]),
    text: 'I was about to ablate.',
  })),
  alone('skip', 1, (_world, _window, { turn }) => ({ type: 'skipNext', turn: turn.number })),
  alone('restart', 1, (_world, _window, { turn }) => ({ type: 'restartTurn', turn: turn.number })),
  alone('hold', 3, ({ random }) => ({ type: 'holdTurn', run: random.pick(runs) })),
  alone('end a hold', 3, ({ random }) => ({ type: 'endHold', run: random.pick(runs) })),
  alone('take a break', 0.5, takeBreak),
  together('take a break together', 0.5, takeBreak),
  alone('plan a break', 1, ({ random }) => ({
    type: 'planBreak',
    planned: random.chance(0.7),
  })),
  alone('plan the end', 0.5, ({ random }, { active }) => ({
    type: 'planEnd',
    at: (active?.replica.now() ?? 0) + random.integer(-1_000, 60_000),
  })),
  alone('plan no end', 0.5, () => ({ type: 'planEnd' })),
  alone('pause', 1, () => ({ type: 'pauseTurn' })),
  alone('resume', 5, () => ({ type: 'resumeTurn' })),
  alone('extend', 2, ({ random }) => ({ type: 'extendTurn', by: random.integer(1, 20_000) })),
  together('extend together', 2, (_world, _window, { turn }) => ({
    type: 'extendTurn',
    by: 5_000,
    ...('deadline' in turn ? { deadline: turn.deadline } : {}),
  })),
  alone('ask', 4, (world, window) => ask(world, window)),
  together('ask the same', 2, (world, window) => ({ ...ask(world, window), deckId: 'deck/one' })),
  alone('resolve', 3, ({ random }, _window, { questions }) => ({
    type: 'resolveQuestion',
    id: questions.length === 0 ? 'none' : random.pick(questions).id,
    outcome: random.pick(outcomes),
  })),
  alone('set the phase', 2, ({ random }) => ({ type: 'setPhase', phase: random.pick(phases) })),
  alone('insert a scaffold', 2, (world, window) => ({
    type: 'noteScaffold',
    scaffoldId: 'probe',
    title: `${window.me} inserted ${world.nextNumber()}`,
  })),
  { what: 'leave', weight: 1, press: leave },
  alone('remove someone', 0.5, ({ random, windows }) => ({
    type: 'removeParticipant',
    participant: random.pick(windows).me,
  })),
  alone('end the session', 0.004, () => ({ type: 'endSession' })),
];

/** What people do; that they end the session is rare, and not counted on. */
export const habitKinds: readonly string[] = habits
  .filter(({ weight }) => weight > 0.01)
  .map(({ what }) => `person: ${what}`);

/** Somebody does something in their window, if the session is open there. */
export function letSomeonePress(world: World): void {
  const window = world.random.pick(world.windows);
  const session = window.active?.replica.session;
  if (window.computer.isUp && session !== undefined) {
    const habit = world.random.weighted(habits);
    world.history.count(`person: ${habit.what}`);
    habit.press(world, window, session);
  }
}

function swap(_world: World, _window: Window, { turn }: Session) {
  return { type: 'swapRoles' as const, turn: turn.number };
}

function takeOver(world: World, window: Window, session: Session) {
  return { ...swap(world, window, session), to: window.me };
}

function handOff(_world: World, _window: Window, { turn }: Session) {
  return { type: 'handOff' as const, turn: turn.number, text: 'I was about to ablate.' };
}

function takeBreak(_world: World, _window: Window, { turn }: Session) {
  return { type: 'takeBreak' as const, turn: turn.number };
}

function ask(world: World, window: Window) {
  const id = `q${world.nextNumber()}`;
  return { type: 'askQuestion', id, text: `${window.me} asks ${id}` } as const;
}

/** For good, or for a while. */
function leave(world: World, window: Window): void {
  if (window !== world.host) {
    world.history.note(`${window.id} leaves`);
    world.absentees.add(window);
    world.expectHumanError(window.leave(), `${window.id} leaves`);
    if (world.random.chance(0.8)) {
      world.scheduler.after(world.random.exponential(10_000), () => world.absentees.delete(window));
    }
  }
}

function press(world: World, window: Window, command: SessionCommand): void {
  if (!window.computer.isUp || window.active === undefined) {
    return;
  }
  world.history.note(`${window.id} ${JSON.stringify(command)}`);
  const { replica } = window.active;
  const done = window.dispatch(command).then(() => world.acknowledged(replica, command));
  world.expectHumanError(done, `${window.id} ${command.type}`);
}

export function isHuman(error: unknown): boolean {
  return error instanceof HumanError;
}
