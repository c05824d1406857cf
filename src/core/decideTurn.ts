import { err, ok } from '../util/result.ts';
import { breakLength, endsByItself, isBreakDue } from './breaks.ts';
import type { SessionCommand } from './command.ts';
import type { Decision } from './decision.ts';
import type { SessionEvent, TurnReason, TurnStarted } from './event.ts';
import type { ParticipantId } from './participant.ts';
import { beforeEnd, mayGoOn } from './plannedEnd.ts';
import { driverAfterBreak, driversInLine, nameOf, nextDriver, participant } from './rotation.ts';
import type { Session } from './session.ts';
import { type EpochMs, type Millis, second } from './time.ts';
import { timeLeft, unattended } from './turn.ts';
import { absencePausesAt } from './turnDue.ts';

type Command<T extends SessionCommand['type']> = Extract<SessionCommand, { type: T }>;

/** Whoever asks for a swap this soon after a break has begun asked for what led to it, as their partner did. */
const together: Millis = 2 * second;

const isOver = 'The turn is over; swap roles, or extend it first.';
export const isBreak = 'You are on a break; start the next turn first.';
export const nobodyElse = 'Nobody else is here to take the keyboard; invite a partner first.';

/** A turn as long as usual, unless the session is meant to end before. */
export function turnFor(
  { turns, endsAt }: Pick<Session, 'turns' | 'endsAt'>,
  driver: ParticipantId,
  at: EpochMs,
  reason: TurnReason,
): TurnStarted {
  return { type: 'turnStarted', driver, deadline: beforeEnd(endsAt, at, turns.length), reason };
}

export function resumed({ endsAt }: Session, remaining: Millis, at: EpochMs): SessionEvent {
  return { type: 'turnResumed', deadline: beforeEnd(endsAt, at, remaining) };
}

export function decidePause({ turn }: Session, at: EpochMs): Decision {
  switch (turn.state) {
    case 'running':
    case 'held':
      return ok([{ type: 'turnPaused', remaining: Math.max(0, timeLeft(turn, at)) }]);
    case 'paused':
      // From now on it does not go on by itself when the driver is back.
      return ok(
        turn.because === undefined ? [] : [{ type: 'turnPaused', remaining: turn.remaining }],
      );
    case 'expired':
      return err(isOver);
    case 'break':
      return err(isBreak);
  }
}

/** A turn that is over by the time that the absence is noticed is over, as any other. */
export function decidePauseForAbsence(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  const due = absencePausesAt(session);
  const remaining = timeLeft(turn, at);
  const isDue = turn.number === number && due !== undefined && at >= due && remaining > 0;
  return ok(isDue ? [pausedForAbsence(remaining)] : []);
}

export function decideHold(
  { turn }: Session,
  { type: _, ...held }: Command<'holdTurn'>,
  at: EpochMs,
): Decision {
  switch (turn.state) {
    case 'running':
      return ok([{ type: 'turnHeld', remaining: Math.max(0, timeLeft(turn, at)), ...held }]);
    case 'held':
      return ok([]);
    case 'paused':
      return err('The turn is paused; resume it first, then hold it for a run.');
    case 'expired':
      return err(isOver);
    case 'break':
      return err(isBreak);
  }
}

/** The run may well outlast the driver: then the turn waits for them. */
export function decideEndOfHold(session: Session, run: string, at: EpochMs): Decision {
  const { turn } = session;
  if (turn.state !== 'held' || turn.run !== run) {
    return ok([]);
  }
  return participant(session, turn.driver)?.present
    ? decideResumption(session, at)
    : ok([pausedForAbsence(turn.remaining)]);
}

export function decideResumption(session: Session, at: EpochMs): Decision {
  const { turn } = session;
  switch (turn.state) {
    case 'paused':
    case 'held':
      return ok([resumed(session, turn.remaining, at)]);
    case 'break': {
      const next = driverAfterBreak(session);
      return next === undefined
        ? err('Nobody is here to drive; wait until someone is back.')
        : ok([turnFor(session, next.id, at, 'afterBreak')]);
    }
    default:
      return ok([]);
  }
}

/** In overtime the extension counts from now: five minutes more are five minutes more. */
export function decideExtension(
  { turn, endsAt }: Session,
  { by, deadline }: Command<'extendTurn'>,
  at: EpochMs,
): Decision {
  const end = turn.state === 'break' ? turn.until : 'deadline' in turn ? turn.deadline : undefined;
  if (deadline !== undefined && end !== deadline) {
    return ok([]);
  }
  if (!(by > 0)) {
    return err('A turn can only be extended by more than nothing; choose a longer time.');
  }
  if (end === undefined) {
    return ok([{ type: 'turnExtended', by }]);
  }
  const longer = beforeEnd(endsAt, at, Math.max(end, at) - at + by) - end;
  const what = turn.state === 'break' ? 'break' : 'turn';
  return longer > 0
    ? ok([{ type: 'turnExtended', by: longer }])
    : err(`The session is meant to end with this ${what}; move its end first.`);
}

export function decideExpiry(session: Session, number: number, at: EpochMs): Decision {
  const { turn, turns } = session;
  if (turn.number !== number || turn.state !== 'running' || timeLeft(turn, at) > 0) {
    return ok([]);
  }
  const swaps =
    turns.onExpiry === 'auto' &&
    nextDriver(session) !== undefined &&
    at - turn.deadline <= unattended &&
    mayGoOn(session, turn.deadline, at + turns.grace);
  return ok([swaps ? { type: 'turnExpired', swapAt: at + turns.grace } : { type: 'turnExpired' }]);
}

export function decideSwap(
  session: Session,
  { turn: number, to, skipBreak }: Omit<Command<'swapRoles'>, 'type'>,
  at: EpochMs,
): Decision {
  const { turn } = session;
  if (turn.number !== number || (turn.driver === to && turn.state !== 'break')) {
    return ok([]);
  }
  if (turn.state === 'break' && to === undefined) {
    return at - turn.since < together ? ok([]) : decideResumption(session, at);
  }
  const next = to === undefined ? nextDriver(session) : participant(session, to);
  if (next === undefined) {
    return err(nobodyElse);
  }
  if (next.removed) {
    return err(`${next.name} was removed from the session; hand over to someone who is in it.`);
  }
  if (!next.present) {
    return err(isOffline(next.name));
  }
  if (to === undefined && !skipBreak && isBreakDue(session, at)) {
    return ok([breakFrom(session, at)]);
  }
  return ok([turnFor(session, next.id, at, reasonOf(session))]);
}

/**
 * Swaps by itself unless nobody can take over, nobody was watching, or the session is about to end: then
 * the pair decides.
 */
export function decideSwapAfterGrace(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (
    turn.number !== number ||
    turn.state !== 'expired' ||
    turn.swapAt === undefined ||
    at < turn.swapAt
  ) {
    return ok([]);
  }
  const next = nextDriver(session);
  const isAttended = at - turn.swapAt <= unattended;
  if (next === undefined || !isAttended || !mayGoOn(session, turn.deadline, at)) {
    return ok([{ type: 'turnExpired' }]);
  }
  return ok([
    isBreakDue(session, at) ? breakFrom(session, at) : turnFor(session, next.id, at, 'expired'),
  ]);
}

export function decideSkip(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (turn.number !== number) {
    return ok([]);
  }
  const [next, after = participant(session, turn.driver)] = driversInLine(session);
  if (next === undefined) {
    return err('Nobody else is here to pass over; invite a partner first.');
  }
  return after?.present
    ? ok([turnFor(session, after.id, at, 'skipped')])
    : err(`Only ${next.name} is here to drive; swap roles instead.`);
}

export function decideRestart(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (turn.number !== number) {
    return ok([]);
  }
  return participant(session, turn.driver)?.present
    ? ok([turnFor(session, turn.driver, at, 'restarted')])
    : err(isOffline(nameOf(session, turn.driver)));
}

export function decideBreak(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  return ok(turn.number === number && turn.state !== 'break' ? [breakFrom(session, at)] : []);
}

export function decideBreakPlan({ turn, breakPlanned }: Session, planned: boolean): Decision {
  if (turn.state === 'break') {
    return planned ? err(isBreak) : ok([]);
  }
  return ok(planned === breakPlanned ? [] : [{ type: 'breakPlanned', planned }]);
}

export function decideEndOfBreak(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  const isDue = turn.number === number && turn.state === 'break' && endsByItself(session, turn, at);
  return isDue ? decideResumption(session, at) : ok([]);
}

export function decideEnd(
  { endsAt }: Session,
  planned: EpochMs | undefined,
  at: EpochMs,
): Decision {
  if (planned !== undefined && planned <= at) {
    return err('That time has gone by; choose one that is yet to come.');
  }
  if (planned === endsAt) {
    return ok([]);
  }
  return ok([planned === undefined ? { type: 'endPlanned' } : { type: 'endPlanned', at: planned }]);
}

/**
 * When the driver leaves, the next in line drives a turn of their own. On a break nobody drives, so that
 * it goes on, and whoever is here then drives after it.
 *
 * @param otherwise drives when nobody is in line; without one the keyboard then stays where it is.
 */
export function passTheKeyboard(
  session: Session,
  leaving: ParticipantId,
  at: EpochMs,
  otherwise?: ParticipantId,
): readonly SessionEvent[] {
  const next = nextDriver(session)?.id ?? otherwise;
  const isLeft = session.turn.driver === leaving && session.turn.state !== 'break';
  return isLeft && next !== undefined ? [turnFor(session, next, at, 'driverLeft')] : [];
}

function pausedForAbsence(remaining: Millis): SessionEvent {
  return { type: 'turnPaused', remaining, because: 'driverGone' };
}

function isOffline(name: string): string {
  return `${name} is offline and can't drive right now; wait until they are back, or let someone else drive.`;
}

function breakFrom(session: Session, at: EpochMs): SessionEvent {
  return { type: 'breakStarted', until: beforeEnd(session.endsAt, at, breakLength(session)) };
}

function reasonOf({ turn }: Session): TurnReason {
  switch (turn.state) {
    case 'expired':
      return 'expired';
    case 'break':
      return 'afterBreak';
    default:
      return 'swap';
  }
}
