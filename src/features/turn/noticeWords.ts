import { breakLength, isBreakDue } from '../../core/breaks.ts';
import { calledName, whoDrivesNext } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, type Millis, minute, spanText } from '../../core/time.ts';
import type { Break, ExpiredTurn } from '../../core/turn.ts';

/** What ended longer ago than this was not watched; the notice says when it was. */
const justNow: Millis = 1 * minute;

/** The one notice at the end of a turn. */
export function expiryText(
  session: Session,
  turn: ExpiredTurn,
  me: ParticipantId,
  at: EpochMs,
): string {
  const whose = turn.driver === me ? 'Your turn' : `${calledName(session, turn.driver)}'s turn`;
  const over = ended(whose, at - turn.deadline);
  const rest = isBreakDue(session, at) ? spanText(breakLength(session)) : undefined;
  if (turn.swapAt !== undefined) {
    const soon = spanText(turn.swapAt - at);
    const what =
      rest === undefined ? `Roles swap in ${soon}` : `A break of ${rest} begins in ${soon}`;
    return `${over} ${what}; finish your sentence.`;
  }
  if (rest !== undefined) {
    const next = whoDrivesNext(session, me);
    const then = next === undefined ? '' : `; then ${next}`;
    return `${over} A break of ${rest} comes next${then}.`;
  }
  const next = whoDrivesNext(session, me, 'You');
  return next === undefined ? over : `${over} ${next} next.`;
}

/** @param until the end of the break, as the person reads clocks. */
export function breakText(session: Session, me: ParticipantId, until: string): string {
  const next = whoDrivesNext(session, me);
  return next === undefined ? `Break until ${until}.` : `Break until ${until}; ${next} after it.`;
}

export function breakOverText(
  session: Session,
  { until }: Break,
  me: ParticipantId,
  at: EpochMs,
): string {
  const next = whoDrivesNext(session, me);
  const over = ended('The break', at - until);
  return next === undefined ? over : `${over.slice(0, -1)}; ${next} next.`;
}

/** @param gone how long the driver has been offline. */
export function absenceText(session: Session, gone: Millis): string {
  const name = calledName(session, session.turn.driver);
  const span = gone < justNow ? 'half a minute' : spanText(gone);
  return `${name} has been offline for ${span}; the turn is paused.`;
}

/** @param end as the person reads clocks. */
export function endText(end: string): string {
  return `The session was to end at ${end}.`;
}

function ended(what: string, ago: Millis): string {
  return ago > justNow ? `${what} ended ${spanText(ago)} ago.` : `${what} is over.`;
}
