import type { ParticipantId } from './participant.ts';
import type { Place } from './question.ts';
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
  const last = handoffs.at(-1);
  return last?.turn === turn.number - 1 && last.to === turn.driver ? last : undefined;
}

/** Whether someone may leave a line for turn `number`: its driver, also just after it. */
export function mayLeaveLine({ turn }: Session, id: ParticipantId, number: number): boolean {
  return number === turn.number
    ? turn.driver === id
    : number === turn.number - 1 && turn.from === id;
}
