import type { ParticipantId } from '../../core/participant.ts';
import { nameOf, nextDriver, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, minute, spanText } from '../../core/time.ts';
import type { ExpiredTurn } from '../../core/turn.ts';

/** A turn that ended longer ago than this was not watched; the notice says when it was. */
const justNow = 1 * minute;

/** The one notice at the end of a turn. */
export function expiryText(
  session: Session,
  turn: ExpiredTurn,
  me: ParticipantId,
  at: EpochMs,
): string {
  const whose = turn.driver === me ? 'Your turn' : `${nameOf(session, turn.driver)}'s turn`;
  const late = at - turn.deadline;
  const over = late > justNow ? `${whose} ended ${spanText(late)} ago.` : `${whose} is over.`;
  if (turn.swapAt !== undefined) {
    return `${over} Roles swap in ${spanText(turn.swapAt - at)}; finish your sentence.`;
  }
  const next = nextDriver(session);
  if (next === undefined) {
    return over;
  }
  return `${over} ${next.id === me ? 'You drive' : `${next.name} drives`} next.`;
}

/**
 * Whether a turn that followed on this state began without anyone asking for it: it bears the name of
 * whoever's window noticed first.
 */
export function beganByItself({ turn, turns }: Session, at: EpochMs): boolean {
  return turn.state === 'break'
    ? turns.onExpiry === 'auto' && at >= turn.until
    : turn.state === 'expired' && turn.swapAt !== undefined && at >= turn.swapAt;
}

/** What a person is told when they become or stop being the driver by someone else's doing. */
export function roleText(session: Session, me: ParticipantId): string {
  const { driver } = session.turn;
  if (driver === me) {
    return 'You drive now.';
  }
  const does = roleOf(session, me) === 'navigator' ? 'you navigate' : 'you observe';
  return `${nameOf(session, driver)} drives now; ${does}.`;
}
