import type { ParticipantId } from './participant.ts';
import { nextDriver, roleOf } from './rotation.ts';
import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';

/**
 * When a pair that has asked nothing for `stretch` is to be reminded that it may: counted within a turn
 * that runs, from its start, its last stop or its last question, whichever was latest. `undefined` while
 * nobody is at work.
 */
export function nudgeAt(
  { turn, questions, endedAt }: Session,
  stretch: Millis,
): EpochMs | undefined {
  if (turn.state !== 'running' || endedAt !== undefined) {
    return undefined;
  }
  return Math.max(turn.since, questions.at(-1)?.askedAt ?? turn.since) + stretch;
}

/** Whether someone is to be reminded: whoever does not drive, and a driver who is alone. */
export function isToAsk(session: Session, id: ParticipantId): boolean {
  const role = roleOf(session, id);
  return role === 'driver' ? nextDriver(session) === undefined : role !== undefined;
}
