import { breakLength } from './breaks.ts';
import type { SessionEvent, TurnPaused, TurnReason, TurnResumed, TurnStarted } from './event.ts';
import type { ParticipantId } from './participant.ts';
import { beforeEnd } from './plannedEnd.ts';
import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';

/** A turn as long as usual, unless the session is meant to end before. */
export function turnFor(
  { turns, endsAt }: Pick<Session, 'turns' | 'endsAt'>,
  driver: ParticipantId,
  at: EpochMs,
  reason: TurnReason,
): TurnStarted {
  return { type: 'turnStarted', driver, deadline: beforeEnd(endsAt, at, turns.length), reason };
}

/** The turn goes on with what is left of it, unless the session is meant to end before. */
export function resumed({ endsAt }: Session, remaining: Millis, at: EpochMs): TurnResumed {
  return { type: 'turnResumed', deadline: beforeEnd(endsAt, at, remaining) };
}

export function pausedForAbsence(remaining: Millis): TurnPaused {
  return { type: 'turnPaused', remaining, because: 'driverGone' };
}

/** A break as long as usual, unless the session is meant to end before. */
export function breakFrom(session: Session, at: EpochMs): SessionEvent {
  return { type: 'breakStarted', until: beforeEnd(session.endsAt, at, breakLength(session)) };
}
