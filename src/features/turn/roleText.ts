import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';

/** What a person is told when they become or stop being the driver by someone else's doing. */
export function roleText(session: Session, me: ParticipantId): string {
  const { driver } = session.turn;
  if (driver === me) {
    return 'You drive now.';
  }
  const does = roleOf(session, me) === 'navigator' ? 'you navigate' : 'you observe';
  return `${calledName(session, driver)} drives now; ${does}.`;
}
