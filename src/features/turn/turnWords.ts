import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs } from '../../core/time.ts';

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
  return `${calledName(session, driver)} drives now; ${does}.`;
}
