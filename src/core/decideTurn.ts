import { err, ok } from '../util/result.ts';
import type { SessionCommand } from './command.ts';
import type { Decision } from './decision.ts';
import type { SessionEvent, TurnStarted } from './event.ts';
import type { ParticipantId } from './participant.ts';
import { nameOf, nextDriver, participant } from './rotation.ts';
import type { Session } from './session.ts';
import { type EpochMs, type Millis, minute } from './time.ts';
import { timeLeft } from './turn.ts';

/**
 * A turn noticed to be over by more than this ended while nobody looked, most often because a laptop
 * slept. Then nothing swaps by itself: the pair is told and chooses.
 */
const unattended: Millis = 1 * minute;

export function turnFor(
  driver: ParticipantId,
  deadline: EpochMs,
  reason: TurnStarted['reason'],
): TurnStarted {
  return { type: 'turnStarted', driver, deadline, reason };
}

export function decidePause({ turn }: Session, at: EpochMs): Decision {
  switch (turn.state) {
    case 'running':
      return ok([{ type: 'turnPaused', remaining: Math.max(0, timeLeft(turn, at)) }]);
    case 'paused':
      return ok([]);
    case 'expired':
      return err('The turn is over; swap roles, or extend it first.');
  }
}

export function decideResumption({ turn }: Session, at: EpochMs): Decision {
  return ok(
    turn.state === 'paused' ? [{ type: 'turnResumed', deadline: at + turn.remaining }] : [],
  );
}

/** In overtime the extension counts from now: five minutes more are five minutes more. */
export function decideExtension(
  { turn }: Session,
  { by, deadline }: Extract<SessionCommand, { type: 'extendTurn' }>,
  at: EpochMs,
): Decision {
  if (deadline !== undefined && (turn.state === 'paused' || turn.deadline !== deadline)) {
    return ok([]);
  }
  if (!(by > 0)) {
    return err('A turn can only be extended by more than nothing.');
  }
  const overtime = turn.state === 'paused' ? 0 : Math.max(0, at - turn.deadline);
  return ok([{ type: 'turnExtended', by: overtime + by }]);
}

export function decideExpiry(session: Session, number: number, at: EpochMs): Decision {
  const { turn, turns } = session;
  if (turn.number !== number || turn.state !== 'running' || timeLeft(turn, at) > 0) {
    return ok([]);
  }
  const swaps =
    turns.onExpiry === 'auto' &&
    nextDriver(session) !== undefined &&
    at - turn.deadline <= unattended;
  return ok([swaps ? { type: 'turnExpired', swapAt: at + turns.grace } : { type: 'turnExpired' }]);
}

export function decideSwap(
  session: Session,
  { turn: number, to }: Extract<SessionCommand, { type: 'swapRoles' }>,
  at: EpochMs,
): Decision {
  const { turn, turns } = session;
  if (turn.number !== number || turn.driver === to) {
    return ok([]);
  }
  const next = to === undefined ? nextDriver(session) : participant(session, to);
  if (next === undefined) {
    return err('Nobody else is here to take the keyboard; invite a partner first.');
  }
  if (next.removed) {
    return err(`${next.name} was removed from the session; hand over to someone who is in it.`);
  }
  if (!next.present) {
    return err(`${nameOf(session, next.id)} is offline and can't drive right now.`);
  }
  const reason = turn.state === 'expired' ? 'expired' : 'swap';
  return ok([turnFor(next.id, at + turns.length, reason)]);
}

/** Swaps by itself unless nobody can take over or nobody was watching: then the pair decides. */
export function decideSwapAfterGrace(session: Session, number: number, at: EpochMs): Decision {
  const { turn, turns } = session;
  if (
    turn.number !== number ||
    turn.state !== 'expired' ||
    turn.swapAt === undefined ||
    at < turn.swapAt
  ) {
    return ok([]);
  }
  const next = nextDriver(session);
  return next === undefined || at - turn.swapAt > unattended
    ? ok([{ type: 'turnExpired' }])
    : ok([turnFor(next.id, at + turns.length, 'expired')]);
}

/**
 * When the driver leaves, the next in line drives a turn of their own.
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
  return session.turn.driver === leaving && next !== undefined
    ? [turnFor(next, at + session.turns.length, 'driverLeft')]
    : [];
}
