import { endsByItself } from './breaks.ts';
import type { SessionCommand } from './command.ts';
import { participant } from './rotation.ts';
import type { Session } from './session.ts';
import { type EpochMs, type Millis, second } from './time.ts';

/** A driver who has been gone for this long has not just changed trains: the turn is paused. */
const patienceWithAbsence: Millis = 30 * second;

/** What is to be noticed of a turn, and when. */
export interface Due {
  readonly at: EpochMs;
  readonly command: SessionCommand;
}

/** What comes next by itself in a session; `undefined` while nothing does. */
export function turnDue(session: Session, now: EpochMs): Due | undefined {
  const { turn, endedAt } = session;
  const { number } = turn;
  if (endedAt !== undefined) {
    return undefined;
  }
  switch (turn.state) {
    case 'running': {
      const at = absencePausesAt(session);
      return at !== undefined && now < turn.deadline
        ? { at, command: { type: 'pauseForAbsence', turn: number } }
        : { at: turn.deadline, command: { type: 'expireTurn', turn: number } };
    }
    case 'expired':
      return turn.swapAt === undefined
        ? undefined
        : { at: turn.swapAt, command: { type: 'swapAfterGrace', turn: number } };
    case 'break':
      return endsByItself(session, turn, Math.max(turn.until, now))
        ? { at: turn.until, command: { type: 'endBreak', turn: number } }
        : undefined;
    default:
      return undefined;
  }
}

/**
 * When the turn is paused because its driver is gone; `undefined` while they are here, or if it is over
 * before. Whoever lets it run on although the driver is gone means it.
 */
export function absencePausesAt(session: Session): EpochMs | undefined {
  const { turn } = session;
  const since = participant(session, turn.driver)?.absentSince;
  if (turn.state !== 'running' || since === undefined || since < turn.since) {
    return undefined;
  }
  const at = since + patienceWithAbsence;
  return at < turn.deadline ? at : undefined;
}
