import { isDeepStrictEqual } from 'node:util';
import type { SessionEvent } from '../../src/core/event.ts';
import type { LogEntry } from '../../src/core/logEntry.ts';
import { participant, roleOf } from '../../src/core/rotation.ts';
import type { Session } from '../../src/core/session.ts';
import { minute } from '../../src/core/time.ts';
import type { Decisions } from './decisions.ts';
import { hold } from './violation.ts';
import { nameOf } from './window.ts';

const movesDeadline: readonly SessionEvent['type'][] = [
  'turnStarted',
  'turnPaused',
  'turnResumed',
  'turnExtended',
];

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
  } else if (event.type === 'questionAsked' || event.type === 'scaffoldInserted') {
    const [author] = (event.type === 'questionAsked' ? event.text : event.title).split(' ');
    hold(author === entry.actor, () => `Someone else's name stands on ${told}`);
  } else if (event.type === 'participantJoined' || event.type === 'participantReturned') {
    hold(event.name === nameOf(entry.actor), () => `Someone came in under ${told}`);
  }
}

/** One participant drives, who is in the session. */
export function checkRoles(session: Session): void {
  const drivers = session.participants.filter(({ id }) => roleOf(session, id) === 'driver');
  hold(drivers.length === 1, () => `${drivers.length} drive: ${JSON.stringify(session)}`);
  hold(
    participant(session, session.turn.driver)?.id === drivers[0]?.id,
    () => `The driver is not in the session: ${JSON.stringify(session)}`,
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

/** Someone pressed a button for the turn that was on, or the driver went, or its grace was over. */
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
  if (event.reason !== 'swap' && event.reason !== 'expired') {
    return;
  }
  hold(event.driver !== turn.driver, () => `The driver swaps with themselves: ${told}`);
  if (decisions.hasPressed(entry.actor, turn.number)) {
    return;
  }
  const decided = decisions.of(entry.actor, event);
  hold(
    decided !== undefined && turn.state === 'expired' && turn.swapAt !== undefined,
    () => `Nobody pressed a button: ${told}`,
  );
  hold(decided.at >= turn.swapAt, () => `It swapped by itself too early: ${told}`);
  hold(decided.at - turn.swapAt <= minute, () => `It swapped by itself, unattended: ${told}`);
}

export function isSameEntry(one: LogEntry, other: LogEntry): boolean {
  return one === other || isDeepStrictEqual(one, other);
}
