import { mayGoOn } from './plannedEnd.ts';
import { driverAfterBreak } from './rotation.ts';
import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';
import { type Break, timeWorked, unattended, usualBreak } from './turn.ts';

/** A turn counts towards the next break from half of the usual length on: one that was swapped at once is none. */
export function countsAsTurn({ turn, turns }: Session, at: EpochMs): boolean {
  return turn.number > 0 && turn.state !== 'break' && timeWorked(turn, at) >= turns.length / 2;
}

/** Whether a break comes before the next turn: someone planned it, or the pair has worked long enough. */
export function isBreakDue(session: Session, at: EpochMs): boolean {
  return isDueAfter(session, countsAsTurn(session, at), at);
}

/** The same for the moment when the turn that is on comes to its end, if it is let go so far. */
export function breakFollows(session: Session): boolean {
  const { turn, endsAt } = session;
  switch (turn.state) {
    case 'paused':
    case 'held': {
      const counts = turn.number > 0 && turn.worked + turn.remaining >= session.turns.length / 2;
      return isDueAfter(session, counts, undefined);
    }
    case 'break':
      return false;
    default:
      return turn.deadline !== endsAt && isBreakDue(session, turn.deadline);
  }
}

/** @param at when the turn ends; absent where that is open. */
function isDueAfter(session: Session, counts: boolean, at: EpochMs | undefined): boolean {
  const { turn, turns, turnsSinceBreak, breakPlanned, endsAt } = session;
  if (turn.state === 'break') {
    return false;
  }
  if (breakPlanned) {
    return true;
  }
  const after = turns.breaks?.afterTurns ?? 0;
  // Nobody wants a break with nothing but the end of the session after it.
  const isWorthIt =
    endsAt === undefined ||
    at === undefined ||
    endsAt <= at ||
    endsAt - at >= breakLength(session) + turns.length / 2;
  return after > 0 && turnsSinceBreak + (counts ? 1 : 0) >= after && isWorthIt;
}

/** Whether a break that is over at a time gives way to the next turn then, though nobody says so. */
export function endsByItself(session: Session, { until }: Break, at: EpochMs): boolean {
  return (
    session.turns.onExpiry === 'auto' &&
    at >= until &&
    at - until <= unattended &&
    mayGoOn(session, until, at) &&
    driverAfterBreak(session) !== undefined
  );
}

export function breakLength({ turns }: Session): Millis {
  return turns.breaks?.length ?? usualBreak;
}
