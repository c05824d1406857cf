import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';
import { timeWorked, usualBreak } from './turn.ts';

/** A turn counts towards the next break from half of the usual length on: one that was swapped at once is none. */
export function countsAsTurn({ turn, turns }: Session, at: EpochMs): boolean {
  return turn.number > 0 && turn.state !== 'break' && timeWorked(turn, at) >= turns.length / 2;
}

/** Whether a break comes before the next turn: someone planned it, or the pair has worked long enough. */
export function isBreakDue(session: Session, at: EpochMs): boolean {
  const { turn, turns, turnsSinceBreak, breakPlanned, endsAt } = session;
  if (turn.state === 'break') {
    return false;
  }
  if (breakPlanned) {
    return true;
  }
  const after = turns.breaks?.afterTurns ?? 0;
  const worked = turnsSinceBreak + (countsAsTurn(session, at) ? 1 : 0);
  // Nobody wants a break with nothing but the end of the session after it.
  const isWorthIt =
    endsAt === undefined || endsAt <= at || endsAt - at >= breakLength(session) + turns.length / 2;
  return after > 0 && worked >= after && isWorthIt;
}

export function breakLength({ turns }: Session): Millis {
  return turns.breaks?.length ?? usualBreak;
}
