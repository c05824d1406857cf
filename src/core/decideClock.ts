import { err, ok } from '../util/result.ts';
import type { CommandOf } from './command.ts';
import type { Decision } from './decision.ts';
import { beforeEnd, mayGoOn } from './plannedEnd.ts';
import { driverAfterBreak, nextDriver, participant } from './rotation.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';
import { timeLeft, unattended } from './turn.ts';
import { absencePausesAt } from './turnDue.ts';
import { pausedForAbsence, resumed, turnFor } from './turnEvents.ts';

/** What to say to whoever wants of a turn that is over, or of a break, what only a turn has that goes on. */
const isOver = 'The turn is over; swap roles, or extend it first.';
export const isBreak = 'You are on a break; start the next turn first.';

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
  { type: _, ...held }: CommandOf<'holdTurn'>,
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
export function decideEndOfHold(
  session: Session,
  { run, end }: CommandOf<'endHold'>,
  at: EpochMs,
): Decision {
  const { turn } = session;
  if (turn.state !== 'held' || turn.run !== run) {
    return ok([]);
  }
  return participant(session, turn.driver)?.present
    ? ok([{ ...resumed(session, turn.remaining, at), run: end }])
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
  { by, deadline }: CommandOf<'extendTurn'>,
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

export function decidePlannedEnd(
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
