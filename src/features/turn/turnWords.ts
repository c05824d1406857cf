import type { ParticipantId } from '../../core/participant.ts';
import { nameOf, nextDriver } from '../../core/rotation.ts';
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

/** What a person is told when they become or stop being the driver by someone else's doing. */
export function roleText(session: Session, me: ParticipantId): string {
  const { driver } = session.turn;
  return driver === me ? 'You drive now.' : `${nameOf(session, driver)} drives now; you navigate.`;
}
