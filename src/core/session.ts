import type { Agenda } from './agenda.ts';
import type { Handoff } from './handoff.ts';
import type { Participant, ParticipantId } from './participant.ts';
import type { Phase, Place, Question } from './question.ts';
import type { DeadEnd, Finding, Prediction, Result, RetroAnswer } from './record.ts';
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
  /** When it is meant to end, where someone said so. */
  readonly endsAt?: EpochMs;
  readonly turns: TurnSettings;
  /** In the order in which they first joined: the order of the rotation. */
  readonly participants: readonly Participant[];
  readonly turn: Turn;
  /** How many turns have gone by since the last break, without the one that is on. */
  readonly turnsSinceBreak: number;
  /** Someone wants a break after this turn. */
  readonly breakPlanned: boolean;
  /** In the order in which they were made, the newest perhaps not taken yet. */
  readonly handoffs: readonly Handoff[];
  /** The work that was pushed last for the others to go on with. */
  readonly work?: PushedWork;
  readonly agenda?: Agenda;
  /** Set by a person; absent while it is inferred. */
  readonly phase?: Phase;
  /** What the driver is at; absent until they have been seen at some code. */
  readonly driverAt?: DriverAt;
  /** In the order in which they were asked. */
  readonly questions: readonly Question[];
  /** In the order in which they were inserted. */
  readonly insertions: readonly Insertion[];
  /** Ids of the deck's questions that were passed over, oldest first; one may stand there more than once. */
  readonly passed: readonly string[];
  /** Each of these in the order in which it came about. */
  readonly results: readonly Result[];
  readonly predictions: readonly Prediction[];
  readonly findings: readonly Finding[];
  readonly deadEnds: readonly DeadEnd[];
  readonly retro: readonly RetroAnswer[];
}

/** Work in progress on a branch that the pair shares. */
export interface PushedWork {
  readonly branch: string;
  /** The hash of the commit at its tip. */
  readonly commit: string;
  readonly by: ParticipantId;
  readonly at: EpochMs;
}

/** Where the driver works, as far as it matters for what to ask. */
export interface DriverAt {
  /** What the code there is about, in the words of the decks: `attention`, `probe`. */
  readonly techniques: readonly string[];
  /** What the file works with, as scaffolds name it: `transformers`, `nnsight`. */
  readonly frameworks: readonly string[];
  readonly place?: Place;
  /** Whoever drove when it was noted. */
  readonly by: ParticipantId;
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
