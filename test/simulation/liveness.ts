import { participant } from '../../src/core/rotation.ts';
import type { Session } from '../../src/core/session.ts';
import { turnDue } from '../../src/core/turnDue.ts';
import { hold } from './violation.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

/** In milliseconds: how long everything has to come right, and to be let go of. */
const untilRight = 120_000;
const untilLetGo = 30_000;
/** What is on its way just then arrives within this time. */
const untilQuiet = 10_000;
const untilNoticed = 5_000;

/** Once nothing goes wrong any more, everyone who wants to be in the session is in it and sees it all. */
export async function checkLiveness(world: World): Promise<void> {
  world.heal();
  await pass(world, untilRight);
  const until = world.scheduler.now + untilQuiet;
  for (let wrong = whatIsWrong(world); wrong !== undefined; wrong = whatIsWrong(world)) {
    const sentence = wrong;
    hold(world.scheduler.now < until, () => `Two minutes after all healed, ${sentence}`);
    await world.step();
  }
  await checkLeaks(world);
}

async function pass(world: World, span: number): Promise<void> {
  const until = world.scheduler.now + span;
  while (world.scheduler.now < until) {
    await world.step();
  }
}

function whatIsWrong(world: World): string | undefined {
  const { order } = world.invariants;
  const { session } = order;
  for (const window of world.windows) {
    if (window.isRunning && window.unanswered.size > 0) {
      return `${window.id} waits for an answer`;
    }
  }
  if (session?.endedAt !== undefined) {
    const unaware = world.windows.find(({ active }) => active !== undefined);
    return unaware && `${unaware.id} does not know that the session ended`;
  }
  const late = session && overdue(session, world);
  if (late !== undefined) {
    return late;
  }
  for (const window of world.windows) {
    const isWanted = window.isRunning && !world.absentees.has(window);
    const revision = window.active?.replica.entries.length;
    const person = session && participant(session, window.me);
    if (isWanted && !window.isConnected) {
      return `${window.id} is not connected`;
    }
    if (isWanted && revision !== order.revision) {
      return `${window.id} is at revision ${revision}, not ${order.revision}`;
    }
    if ((person?.present ?? false) !== isWanted) {
      return `${window.id} is ${isWanted ? 'here and shown absent' : 'gone and shown present'}`;
    }
    const most = mostTimers(world, window);
    if ((window.process?.timerCount ?? 0) > most) {
      return `${window.id} has ${window.process?.timerCount} timers, not ${most}`;
    }
  }
  return undefined;
}

/** Somebody's window notices what comes by itself: the end of a turn, of its grace, of a break. */
function overdue(session: Session, { host }: World): string | undefined {
  const now = host.active?.replica.now();
  const due = now === undefined ? undefined : turnDue(session, now);
  return due !== undefined && now !== undefined && now > due.at + untilNoticed
    ? `nobody did ${due.command.type} on ${JSON.stringify(session.turn)}`
    : undefined;
}

/** A heartbeat for each connection, the turn's, and what notices that the machine slept. */
function mostTimers(world: World, window: Window): number {
  const guests = world.guests.filter(({ isConnected }) => isConnected).length;
  return window === world.host ? 1 + guests : 3;
}

async function checkLeaks(world: World): Promise<void> {
  const processes = world.windows.flatMap(({ process }) => process ?? []);
  for (const window of world.windows) {
    world.absentees.add(window);
    window.close(untilLetGo * 2);
  }
  await pass(world, untilLetGo);
  for (const process of processes) {
    const { name } = process.computer;
    hold(process.timerCount === 0, () => `${name} keeps ${process.timerCount} timers`);
    hold(process.computer.disk.held === 0, () => `${name} keeps files or locks`);
  }
  for (const { guestEnd, hostEnd } of world.network.connections) {
    const isHostsClosed = hostEnd?.isClosed ?? true;
    hold(
      guestEnd.isClosed && (isHostsClosed || hostEnd?.process === world.network.stranger),
      () => `A connection of ${guestEnd.name} stays open`,
    );
  }
}
