import type { Participant, ParticipantId } from './participant.ts';
import type { Phase, Place, Question } from './question.ts';
import type { EpochMs } from './time.ts';
import type { Turn, TurnSettings } from './turn.ts';

/** A session as its log tells it. */
export interface Session {
  readonly id: string;
  readonly hypothesis: string;
  readonly startedAt: EpochMs;
  readonly startedBy: ParticipantId;
  /** Set once the session is over; then nothing more happens in it. */
  readonly endedAt?: EpochMs;
  readonly turns: TurnSettings;
  /** In the order in which they first joined: the order of the rotation. */
  readonly participants: readonly Participant[];
  readonly turn: Turn;
  /** Set by a person; absent while it is inferred. */
  readonly phase?: Phase;
  /** In the order in which they were asked. */
  readonly questions: readonly Question[];
  /** In the order in which they were inserted. */
  readonly insertions: readonly Insertion[];
}

/** A scaffold that someone inserted. */
export interface Insertion {
  readonly scaffoldId: string;
  readonly title: string;
  readonly by: ParticipantId;
  readonly at: EpochMs;
  /** The number of the turn in which it was inserted. */
  readonly turn: number;
  readonly place?: Place;
}
