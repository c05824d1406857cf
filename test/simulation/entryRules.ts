import { isDeepStrictEqual } from 'node:util';
import type { SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import type { LogEntry } from '../../src/core/logEntry.ts';
import { participant, roleOf } from '../../src/core/rotation.ts';
import type { Session } from '../../src/core/session.ts';
import { minute } from '../../src/core/time.ts';
import type { DecidedAt, Decisions } from './decisions.ts';
import { hold } from './violation.ts';
import { nameOf } from './window.ts';

const movesDeadline: readonly SessionEvent['type'][] = [
  'turnStarted',
  'turnPaused',
  'turnResumed',
  'turnExtended',
  'turnHeld',
  'breakStarted',
  'endPlanned',
];

/** What people press, by the kind of entry or the reason of a turn that it may lead to. */
const buttons: Readonly<Record<string, readonly SessionCommand['type'][]>> = {
  swap: ['swapRoles', 'handOff'],
  expired: ['swapRoles', 'handOff'],
  afterBreak: ['swapRoles', 'handOff', 'resumeTurn'],
  skipped: ['skipNext'],
  restarted: ['restartTurn'],
  driverLeft: ['leave', 'removeParticipant'],
  breakStarted: ['takeBreak', 'swapRoles', 'handOff'],
  turnPaused: ['pauseTurn'],
  turnHeld: ['holdTurn'],
  turnResumed: ['resumeTurn', 'endHold'],
  turnExtended: ['extendTurn'],
  handedOff: ['handOff', 'noteHandoff'],
  breakPlanned: ['planBreak'],
  endPlanned: ['planEnd'],
};

/** How long a driver is gone before the turn is paused, in milliseconds. */
const patience = 30_000;

/** Clocks tell whole milliseconds. */
const rounding = 2;

/** What must hold of an entry, given the session before and after it. */
export function checkEntry(
  before: Session | undefined,
  entry: LogEntry,
  after: Session | undefined,
  decisions: Decisions,
): void {
  const told = JSON.stringify(entry);
  if (before === undefined || after === undefined) {
    hold(after !== undefined, () => `The log does not start with a session: ${told}`);
    return;
  }
  const { event } = entry;
  if (!movesDeadline.includes(event.type)) {
    hold(end(before) === end(after), () => `A turn's end moved without a cause: ${told}`);
  }
  if (event.type === 'turnExpired') {
    checkExpiry(before, entry, event, decisions);
  } else if (event.type === 'turnStarted') {
    checkStart(before, entry, event, decisions);
  } else if (event.type === 'breakStarted') {
    checkBreak(before, entry, event, decisions);
  } else if (event.type === 'turnPaused' && event.because !== undefined) {
    checkAbsence(before, entry, event, decisions);
  } else if (Object.hasOwn(buttons, event.type)) {
    checkPress(before, entry, decisions);
  } else if (event.type === 'questionAsked' || event.type === 'scaffoldInserted') {
    const [author] = (event.type === 'questionAsked' ? event.text : event.title).split(' ');
    hold(author === entry.actor, () => `Someone else's name stands on ${told}`);
  } else if (event.type === 'participantJoined' || event.type === 'participantReturned') {
    hold(event.name === nameOf(entry.actor), () => `Someone came in under ${told}`);
  }
}

/** One participant drives, who is in the session; on a break they may have been removed from it. */
export function checkRoles(session: Session): void {
  const drivers = session.participants.filter(({ id }) => roleOf(session, id) === 'driver');
  const driver = participant(session, session.turn.driver);
  hold(driver !== undefined, () => `The driver is not in the session: ${JSON.stringify(session)}`);
  const isOut = driver.removed === true && session.turn.state === 'break';
  hold(
    isOut ? drivers.length === 0 : drivers.length === 1 && drivers[0] === driver,
    () => `${drivers.length} drive: ${JSON.stringify(session)}`,
  );
}

function end({ turn }: Session): string {
  switch (turn.state) {
    case 'paused':
    case 'held':
      return `${turn.remaining} left`;
    case 'break':
      return `on a break until ${turn.until}`;
    default:
      return `at ${turn.deadline}`;
  }
}

/** No earlier than its deadline, by the clock of whoever noticed it, and not much by the log's. */
function checkExpiry(
  { turn, turns }: Session,
  entry: LogEntry,
  event: Extract<SessionEvent, { type: 'turnExpired' }>,
  decisions: Decisions,
): void {
  const told = `${JSON.stringify(entry)} on ${JSON.stringify(turn)}`;
  const decided = decisions.of(entry.actor, event);
  hold(decided !== undefined && 'deadline' in turn, () => `Nobody decided ${told}`);
  const due = turn.state === 'expired' ? (turn.swapAt ?? turn.deadline) : turn.deadline;
  hold(decided.at >= due, () => `Too early, at ${decided.at}: ${told}`);
  hold(
    entry.at >= due - Math.max(0, decided.ahead) - rounding,
    () => `Too early, and the clock was only ${decided.ahead} ms ahead: ${told}`,
  );
  if (event.swapAt !== undefined) {
    hold(event.swapAt === decided.at + turns.grace, () => `A swap at a wrong time: ${told}`);
    hold(decided.at - due <= minute, () => `A swap is announced to nobody: ${told}`);
  }
}

/** Someone pressed a button for the turn that was on, or it began by itself when it was to. */
function checkStart(
  before: Session,
  entry: LogEntry,
  event: Extract<SessionEvent, { type: 'turnStarted' }>,
  decisions: Decisions,
): void {
  const { turn } = before;
  const told = `${JSON.stringify(entry)} on ${JSON.stringify(turn)}`;
  hold(
    participant(before, event.driver) !== undefined,
    () => `Someone drives who is not in the session: ${told}`,
  );
  if (event.reason === 'swap' || event.reason === 'expired') {
    hold(event.driver !== turn.driver, () => `The driver swaps with themselves: ${told}`);
  }
  // Whoever starts a session or comes as a partner presses no button of a turn.
  if (event.reason !== 'sessionStarted' && event.reason !== 'partnerJoined') {
    const decided = decisions.of(entry.actor, event);
    hold(decided !== undefined, () => `Nobody decided ${told}`);
    if (!isPressed(decided, event.reason, turn.number)) {
      checkGoingOn(before, decided, told);
    }
  }
}

function checkBreak(
  before: Session,
  entry: LogEntry,
  event: Extract<SessionEvent, { type: 'breakStarted' }>,
  decisions: Decisions,
): void {
  const { turn } = before;
  const told = `${JSON.stringify(entry)} on ${JSON.stringify(turn)}`;
  const decided = decisions.of(entry.actor, event);
  hold(turn.state !== 'break', () => `A break in a break: ${told}`);
  hold(decided !== undefined, () => `Nobody decided ${told}`);
  if (!isPressed(decided, event.type, turn.number)) {
    hold(turn.state === 'expired', () => `A break cuts a turn: ${told}`);
    checkGoingOn(before, decided, told);
  }
}

/** The grace of the turn, or the break, was over, not for long, and the session was not about to end. */
function checkGoingOn({ turn, turns, endsAt }: Session, decided: DecidedAt, told: string): void {
  const due =
    turn.state === 'break' ? turn.until : turn.state === 'expired' ? turn.swapAt : undefined;
  hold(due !== undefined && turns.onExpiry === 'auto', () => `Nobody pressed a button: ${told}`);
  hold(decided.at >= due, () => `It went on by itself too early: ${told}`);
  hold(decided.at - due <= minute, () => `It went on by itself, unattended: ${told}`);
  const end = turn.state === 'break' ? turn.until : 'deadline' in turn ? turn.deadline : due;
  hold(
    endsAt === undefined || end > endsAt || endsAt - decided.at >= turns.length / 5,
    () => `It went on by itself just before the end at ${endsAt}: ${told}`,
  );
}

/** The driver had been gone for half a minute, by the clock of whoever noticed it and about by the log's. */
function checkAbsence(
  before: Session,
  entry: LogEntry,
  event: Extract<SessionEvent, { type: 'turnPaused' }>,
  decisions: Decisions,
): void {
  const { turn } = before;
  const told = `${JSON.stringify(entry)} on ${JSON.stringify(turn)}`;
  const decided = decisions.of(entry.actor, event);
  const since = participant(before, turn.driver)?.absentSince;
  hold(decided !== undefined, () => `Nobody decided ${told}`);
  hold(since !== undefined, () => `The driver is here: ${told}`);
  // The run that the turn was held for is over, and nobody is there to go on.
  if (turn.state !== 'held' || !isPressed(decided, 'turnResumed', turn.number)) {
    hold(turn.state === 'running', () => `No turn to pause: ${told}`);
    hold(decided.at - since >= patience, () => `The driver was gone since ${since}: ${told}`);
    hold(
      entry.at - since >= patience - Math.max(0, decided.ahead) - rounding,
      () => `Too early, and the clock was only ${decided.ahead} ms ahead: ${told}`,
    );
  }
}

/** Nothing else comes by itself, but that a turn goes on when its driver is back. */
function checkPress(before: Session, entry: LogEntry, decisions: Decisions): void {
  const { turn } = before;
  const { actor, event } = entry;
  const told = `${JSON.stringify(entry)} on ${JSON.stringify(turn)}`;
  const isBack =
    event.type === 'turnResumed' &&
    turn.state === 'paused' &&
    turn.because === 'driverGone' &&
    turn.driver === actor;
  if (isBack) {
    return;
  }
  const number = event.type === 'handedOff' ? event.turn : turn.number;
  const decided = decisions.of(actor, event);
  hold(
    decided !== undefined && isPressed(decided, event.type, number),
    () => `Nobody pressed a button: ${told}`,
  );
  if (event.type === 'handedOff') {
    const isOn = event.turn === turn.number;
    hold(
      actor === (isOn ? turn.driver : (turn.from ?? turn.driver)),
      () => `The turn was not theirs: ${told}`,
    );
  }
}

/** Whether someone had pressed a button that may lead to this, and for that turn. */
function isPressed({ pressed }: DecidedAt, what: string, turn: number): boolean {
  return pressed.some(
    (command) =>
      buttons[what]?.includes(command.type) && (!('turn' in command) || command.turn === turn),
  );
}

export function isSameEntry(one: LogEntry, other: LogEntry): boolean {
  return one === other || isDeepStrictEqual(one, other);
}
