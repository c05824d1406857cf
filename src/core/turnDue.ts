import type { SessionCommand } from './command.ts';
import { participant } from './rotation.ts';
import type { Session } from './session.ts';
import { type EpochMs, type Millis, minute, second } from './time.ts';

/**
 * A turn or break noticed to be over by more than this ended while nobody looked, most often because a
 * laptop slept. Then nothing goes on by itself: the pair is told and chooses.
 */
export const unattended: Millis = 1 * minute;

/** A driver who has been gone for this long has not just changed trains: the turn is paused. */
export const patienceWithAbsence: Millis = 30 * second;

/** What is to be noticed of a turn, and when. */
export interface Due {
  readonly at: EpochMs;
  readonly command: SessionCommand;
}

/** What comes next by itself in a session: the soonest of all; `undefined` while nothing does. */
export function turnDue(session: Session, now: EpochMs): Due | undefined {
  if (session.endedAt !== undefined) {
    return undefined;
  }
  return [stageDue(session, now), absenceDue(session)]
    .filter((due) => due !== undefined)
    .sort((one, other) => one.at - other.at)
    .at(0);
}

function stageDue({ turn, turns }: Session, now: EpochMs): Due | undefined {
  const { number } = turn;
  if (turn.state === 'running') {
    return { at: turn.deadline, command: { type: 'expireTurn', turn: number } };
  }
  if (turn.state === 'expired' && turn.swapAt !== undefined) {
    return { at: turn.swapAt, command: { type: 'swapAfterGrace', turn: number } };
  }
  const isAttended = turn.state === 'break' && now - turn.until <= unattended;
  if (isAttended && turns.onExpiry === 'auto') {
    return { at: turn.until, command: { type: 'endBreak', turn: number } };
  }
  return undefined;
}

function absenceDue(session: Session): Due | undefined {
  const { turn } = session;
  const since = absentSince(session);
  return turn.state === 'running' && since !== undefined
    ? { at: since + patienceWithAbsence, command: { type: 'pauseForAbsence', turn: turn.number } }
    : undefined;
}

/** Since when the driver has been gone; `undefined` while they are here. */
export function absentSince(session: Session): EpochMs | undefined {
  return participant(session, session.turn.driver)?.absentSince;
}
