import { handoffToDriver } from '../../core/handoff.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, type Millis, second } from '../../core/time.ts';
import type { ActiveSession, SessionChange } from './activeSession.ts';

/** The log may stamp what comes by itself a little earlier than whoever's window noticed it. */
const skew: Millis = 1 * second;

/** Whether someone began or stopped being the driver. */
export function changesRole({ before, session }: SessionChange, id: ParticipantId): boolean {
  return (
    before !== undefined && (roleOf(before, id) === 'driver') !== (roleOf(session, id) === 'driver')
  );
}

/**
 * Whether a notice tells the person here that their role has changed: by someone else's doing or by itself,
 * and just now; or by their own, with what the driver before has left them. What is caught up on after a
 * lost connection is no news: the status bar has where it led to.
 */
export function isRoleNews(
  { me, connection }: Pick<ActiveSession, 'me' | 'connection'>,
  change: SessionChange,
): boolean {
  const { session } = change;
  // Whoever took over themselves knows it, but not where the driver was.
  const isLeft = session.turn.driver === me && handoffToDriver(session) !== undefined;
  const isNews = changesRole(change, me) && (!isOwnDoing(change, me) || isLeft);
  return connection === 'connected' && isNews;
}

function isOwnDoing({ before, entry }: SessionChange, me: ParticipantId): boolean {
  return entry.actor === me && !(before && beganByItself(before, entry.at));
}

/**
 * Whether a turn that followed on this state began without anyone asking for it: it bears the name of
 * whoever's window noticed first.
 */
export function beganByItself({ turn, turns }: Session, at: EpochMs): boolean {
  if (turn.state === 'break') {
    return turns.onExpiry === 'auto' && at >= turn.until - skew;
  }
  return turn.state === 'expired' && turn.swapAt !== undefined && at >= turn.swapAt - skew;
}
