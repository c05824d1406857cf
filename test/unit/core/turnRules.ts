import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { decide } from '../../../src/core/decide.ts';
import type { SessionEvent } from '../../../src/core/event.ts';
import { evolve } from '../../../src/core/evolve.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import type { ParticipantId } from '../../../src/core/participant.ts';
import { participant, roleOf } from '../../../src/core/rotation.ts';
import type { Session } from '../../../src/core/session.ts';
import { minute, second } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';

/** What someone wants, and when. */
export interface Wish {
  readonly actor: ParticipantId;
  readonly command: SessionCommand;
  readonly at: number;
}

/** Said by `decide` where it says no. */
const sentence = /^[A-Z][^;]*(?:; [^;]+)?\.$/;
const whatToDo = /; /;
/** The commands for the turn, whose refusals say what to do instead. */
const ofTheTurn: readonly SessionCommand['type'][] = [
  ...(['pauseTurn', 'resumeTurn', 'holdTurn', 'extendTurn', 'swapRoles', 'handOff'] as const),
  ...(['noteHandoff', 'skipNext', 'restartTurn', 'takeBreak', 'planBreak', 'planEnd'] as const),
];

/**
 * Does what someone wants, and checks what must hold of the answer, of each entry that it leads to, and
 * of the session after each.
 */
export function act(before: Session, { actor, command, at }: Wish): readonly LogEntry[] {
  const decision = decide(before, command, { actor, at });
  if (!decision.ok) {
    assert.match(decision.error, sentence);
    assert.ok(!ofTheTurn.includes(command.type) || whatToDo.test(decision.error), decision.error);
    return [];
  }
  const entries = decision.value.map((event, index) => ({ revision: index + 1, at, actor, event }));
  let session = before;
  for (const entry of entries) {
    const after = evolve(session, entry) ?? assert.fail();
    checkEntry(session, entry, after, command);
    checkSession(after, at);
    session = after;
  }
  return entries;
}

/** What must hold of a session at any time. */
export function checkSession(session: Session, at: number): void {
  const { turn, participants, endsAt, handoffs } = session;
  const roles = participants.map(({ id }) => roleOf(session, id));
  const drivers = roles.filter((role) => role === 'driver').length;
  const driver = participant(session, turn.driver);
  assert.ok(driver !== undefined, 'whoever drives is in the session');
  assert.equal(drivers, driver.removed ? 0 : 1, 'one person drives');
  assert.ok(!driver.removed || turn.state === 'break', 'nobody drives who was removed');
  assert.ok(roles.filter((role) => role === 'navigator').length <= 1);
  for (const { id, present, removed } of participants) {
    assert.ok(!removed || (!present && roleOf(session, id) === undefined));
  }
  assert.ok(timeWorked(turn, at) >= 0);
  const end = turn.state === 'running' ? turn.deadline : turn.state === 'break' ? turn.until : 0;
  assert.ok(endsAt === undefined || endsAt <= at || end <= endsAt, 'nothing goes on past the end');
  assert.ok(!('remaining' in turn) || turn.remaining >= 0);
  const numbers = handoffs.map((handoff) => handoff.turn);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((one, other) => one - other),
  );
}

/** What must hold of an entry, given the session before and after it, and what was wanted. */
function checkEntry(before: Session, entry: LogEntry, after: Session, wanted: SessionCommand) {
  const { event, at } = entry;
  const isStart = event.type === 'turnStarted';
  assert.equal(after.turn.number, before.turn.number + (isStart ? 1 : 0));
  if (isStart) {
    checkStart(before, entry, event, wanted);
    return;
  }
  assert.equal(after.turn.driver, before.turn.driver, 'the driver changes with the turn alone');
  const isBreak = before.turn.state === 'break' || event.type === 'breakStarted';
  assert.equal(after.turn.state === 'break', isBreak, 'only a turn ends a break');
  if (event.type === 'breakStarted') {
    checkBreak(before, after, at, wanted);
    return;
  }
  checkTime(before, event, after, at);
  if (event.type === 'turnPaused' && event.because !== undefined) {
    const since = participant(before, before.turn.driver)?.absentSince;
    assert.ok(since !== undefined, 'a driver who is here is not gone');
    assert.ok(wanted.type === 'endHold' || at - since >= 30 * second, 'that is no absence yet');
  }
  if (event.type === 'handedOff') {
    const { driver, from } = before.turn;
    assert.equal(entry.actor, event.turn === from?.turn ? from.driver : driver);
  }
}

/** The next in line, in the order in which people joined, without looking at `rotation.ts`. */
function inLine({ participants, turn }: Session): readonly ParticipantId[] {
  const ids = participants.map(({ id }) => id);
  const after = ids.indexOf(turn.driver) + 1;
  const isHere = new Set(participants.filter(({ present }) => present).map(({ id }) => id));
  return [...ids.slice(after), ...ids.slice(0, after)].filter((id) => isHere.has(id));
}

function checkStart(
  before: Session,
  { at, actor }: LogEntry,
  { driver, deadline, reason }: Extract<SessionEvent, { type: 'turnStarted' }>,
  wanted: SessionCommand,
): void {
  const { turn, turns, endsAt } = before;
  const whole = at + turns.length;
  assert.equal(deadline, endsAt === undefined || endsAt <= at ? whole : Math.min(whole, endsAt));
  if (reason === 'partnerJoined') {
    assert.equal(driver, turn.driver);
    return;
  }
  const line = inLine(before);
  // Whoever turns the driver out while nobody else is here drives, also if their connection is gone.
  assert.ok(line.includes(driver) || wanted.type === 'removeParticipant', 'nobody absent drives');
  switch (wanted.type) {
    case 'skipNext':
      assert.equal(driver, line[1]);
      break;
    case 'restartTurn':
      assert.equal(driver, turn.driver);
      break;
    case 'removeParticipant':
      assert.equal(driver, line.find((id) => id !== turn.driver) ?? actor);
      break;
    case 'swapRoles':
    case 'handOff':
      assert.equal(driver, wanted.to ?? line[0]);
      break;
    default:
      assert.equal(driver, line[0]);
  }
  if (wanted.type === 'swapAfterGrace' || wanted.type === 'endBreak') {
    assert.ok(turn.state === (wanted.type === 'endBreak' ? 'break' : 'expired'));
    const end = turn.state === 'break' ? turn.until : turn.deadline;
    const due = turn.state === 'break' ? turn.until : (turn.swapAt ?? Number.NaN);
    assert.equal(turns.onExpiry, 'auto');
    assert.ok(at >= due && at - due <= minute, 'nothing begins unattended');
    const left = endsAt === undefined || end > endsAt ? turns.length : endsAt - at;
    assert.ok(left >= turns.length / 5, 'nothing begins just before the end');
  }
}

function checkBreak(before: Session, after: Session, at: number, wanted: SessionCommand): void {
  const { turn, turns, turnsSinceBreak, breakPlanned } = before;
  assert.notEqual(turn.state, 'break');
  assert.equal(after.turnsSinceBreak, 0);
  assert.equal(after.breakPlanned, false);
  if (wanted.type === 'takeBreak') {
    return;
  }
  assert.ok(['swapRoles', 'handOff', 'swapAfterGrace'].includes(wanted.type));
  assert.ok(!('to' in wanted) && !('skipBreak' in wanted), 'nobody is held up who wants no break');
  const worked = turnsSinceBreak + (timeWorked(turn, at) >= turns.length / 2 ? 1 : 0);
  assert.ok(breakPlanned || worked >= (turns.breaks?.afterTurns ?? Number.NaN), 'none is due');
}

/** No time is lost or won: what was worked and what is left change by an extension, or for the end. */
function checkTime(before: Session, event: SessionEvent, after: Session, at: number): void {
  if (before.turn.state === 'break') {
    const by = event.type === 'turnExtended' ? event.by : 0;
    const left = timeLeft(before.turn, at) + by;
    const isShorter = event.type === 'endPlanned' && timeLeft(after.turn, at) < left;
    assert.ok(isShorter || timeLeft(after.turn, at) === left, 'a break ends when it was to end');
    return;
  }
  assert.equal(timeWorked(after.turn, at), timeWorked(before.turn, at), 'what is worked is worked');
  const left = timeLeft(before.turn, at);
  const leftAfter = timeLeft(after.turn, at);
  switch (event.type) {
    case 'turnExtended':
      assert.equal(leftAfter, left + event.by);
      break;
    case 'turnPaused':
    case 'turnHeld':
      assert.equal(leftAfter, Math.max(0, left));
      break;
    case 'turnResumed':
    case 'endPlanned':
      assert.equal(leftAfter, Math.min(left, (after.endsAt ?? at) > at ? endOf(after) - at : left));
      break;
    default:
      assert.equal(leftAfter, left);
  }
}

function endOf({ endsAt, turn }: Session): number {
  return turn.state === 'running' && endsAt !== undefined ? endsAt : Number.POSITIVE_INFINITY;
}

/**
 * What is said to come next by itself does come, whoever notices it, and leads to something else: so
 * nobody's window tries the same for ever. Followed until nothing more comes at that time.
 *
 * @param at also later than it was due.
 */
export function checkDue(session: Session, at: number): void {
  let now = session;
  for (let steps = 0; ; steps++) {
    const due = turnDue(now, at);
    if (now.turn.state === 'running' && now.endedAt === undefined) {
      assert.ok(due !== undefined && due.at <= now.turn.deadline, 'the end goes unnoticed');
    }
    if (due === undefined || due.at > at) {
      return;
    }
    assert.ok(steps < 4, `${due.command.type} again and again`);
    const here = now.participants.filter(({ present }) => present);
    const outcomes = here.map(({ id: actor }) => act(now, { actor, command: due.command, at }));
    const [entries] = outcomes;
    if (entries === undefined) {
      return;
    }
    for (const outcome of outcomes) {
      assert.ok(outcome.length > 0, `${due.command.type} leads to nothing`);
      assert.deepEqual(
        outcome.map(({ event }) => event),
        entries.map(({ event }) => event),
      );
    }
    now = entries.reduce((folded: Session, entry) => evolve(folded, entry) ?? folded, now);
  }
}
