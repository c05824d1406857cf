import { calledName } from './names.ts';
import type { ParticipantId } from './participant.ts';
import type { Place } from './question.ts';
import { nextDriver } from './rotation.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';

/** What a driver left to whoever drove after them. */
export interface Handoff {
  /** The number of the turn that was handed over. */
  readonly turn: number;
  readonly by: ParticipantId;
  /** Absent until someone has taken over. */
  readonly to?: ParticipantId;
  readonly at: EpochMs;
  /** What they were about to do. */
  readonly text?: string;
  /** Where they were. */
  readonly place?: Place;
}

/** What the driver of the turn that is on was left; `undefined` where there is nothing. */
export function handoffToDriver({ handoffs, turn }: Session): Handoff | undefined {
  // On a break the next driver is not known yet, and the last has no use for it any more.
  return turn.state === 'break'
    ? undefined
    : handoffs.find((handoff) => handoff.turn === turn.from?.turn && handoff.to === turn.driver);
}

/**
 * The number of the turn for whose next driver someone may leave a line: the one that they drive, or have
 * just driven; `undefined` if neither.
 */
export function turnToLeave({ turn }: Session, id: ParticipantId): number | undefined {
  if (turn.driver === id) {
    return turn.number;
  }
  return turn.from?.driver === id ? turn.from.turn : undefined;
}

/** Whether a turn is the one before, which its driver has begun anew since. */
export function isBegunAnew({ turn }: Session, number: number): boolean {
  return number === turn.number - 1 && turn.from?.turn !== number;
}

/** Whether someone can hand the keyboard over now. */
export function mayHandOff(session: Session, id: ParticipantId): boolean {
  const { turn } = session;
  return turn.driver === id && turn.state !== 'break' && nextDriver(session) !== undefined;
}

/** Whether someone has just handed it over, or lost it, and may still leave a line. */
export function mayLeaveLine(session: Session, id: ParticipantId): boolean {
  const { turn } = session;
  return turn.driver === id ? turn.state === 'break' : turn.from?.driver === id;
}

/** Where whoever drove before someone was, while that one drives. */
export function placeLeftTo(session: Session, id: ParticipantId): Place | undefined {
  const left = handoffToDriver(session);
  return left?.to === id ? left.place : undefined;
}

/** What to say to whoever leaves a line for a turn that they can't speak of any more. */
export const tooLate = 'That turn was not yours, or is long over; say it in a question instead.';

/** What to say to whoever wants to hand over a keyboard that is not theirs. */
export function notDriving(session: Session): string {
  const name = calledName(session, session.turn.driver);
  return `Only ${name}, who drives, can hand over; ask them to, or take over.`;
}
