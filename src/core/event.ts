import type { AgendaItem } from './agenda.ts';
import type { ParticipantId } from './participant.ts';
import type { Outcome, Phase, Place } from './question.ts';
import type { Credence, PredictionOutcome, ResultKind, RetroPrompt } from './record.ts';
import type { EpochMs, Millis } from './time.ts';
import type { TurnSettings } from './turn.ts';

/** What happened. Who did it and when stands on the log entry that carries the event. */
export type SessionEvent =
  | SessionStarted
  | { readonly type: 'participantJoined'; readonly name: string }
  | { readonly type: 'participantReturned'; readonly name: string }
  /** The connection went; the person may be back. */
  | { readonly type: 'participantDisconnected' }
  /** The person chose to leave. */
  | { readonly type: 'participantLeft' }
  /** The person who started the session turned someone out; said by anyone else it means nothing. */
  | { readonly type: 'participantRemoved'; readonly participant: ParticipantId }
  /** For the trailers of commits. */
  | { readonly type: 'emailShared'; readonly email: string }
  | TurnStarted
  | TurnPaused
  | TurnHeld
  | { readonly type: 'turnResumed'; readonly deadline: EpochMs }
  /** The turn, or the break. */
  | { readonly type: 'turnExtended'; readonly by: Millis }
  | { readonly type: 'turnExpired'; readonly swapAt?: EpochMs }
  /** A break comes after this turn, or doesn't after all. */
  | { readonly type: 'breakPlanned'; readonly planned: boolean }
  | { readonly type: 'breakStarted'; readonly until: EpochMs }
  | HandedOff
  /** When the session is meant to end; without a time it is open again. */
  | { readonly type: 'endPlanned'; readonly at?: EpochMs }
  /** Work in progress is on a branch for the others to go on with. */
  | { readonly type: 'workPushed'; readonly branch: string; readonly commit: string }
  /** Without a phase it is inferred again. */
  | { readonly type: 'phaseSet'; readonly phase?: Phase }
  /** The session is at the first item. */
  | { readonly type: 'agendaSet'; readonly title: string; readonly items: readonly AgendaItem[] }
  /** To the item of that index; to their number when the agenda is through. */
  | { readonly type: 'agendaMoved'; readonly to: number }
  | DriverMoved
  /** A question on the card was passed over. */
  | { readonly type: 'questionPassed'; readonly deckId: string }
  | QuestionAsked
  | {
      readonly type: 'questionResolved';
      readonly id: string;
      readonly outcome: Outcome;
      readonly answer?: string;
    }
  | ScaffoldInserted
  | ResultSeen
  | PredictionMade
  | {
      readonly type: 'predictionSettled';
      readonly id: string;
      readonly outcome: PredictionOutcome;
      readonly note?: string;
    }
  | FindingRecorded
  | DeadEndRecorded
  | { readonly type: 'retroAnswered'; readonly prompt: RetroPrompt; readonly text: string }
  | { readonly type: 'sessionEnded' };

export type SessionEventType = SessionEvent['type'];

export interface SessionStarted {
  readonly type: 'sessionStarted';
  readonly sessionId: string;
  /** What the pair is trying to find out. */
  readonly hypothesis: string;
  readonly turns: TurnSettings;
}

export interface TurnStarted {
  readonly type: 'turnStarted';
  readonly driver: ParticipantId;
  readonly deadline: EpochMs;
  readonly reason: TurnReason;
}

/** Why a turn began. */
export const turnReasons = [
  'sessionStarted',
  'partnerJoined',
  'swap',
  'expired',
  'driverLeft',
  'skipped',
  'restarted',
  'afterBreak',
] as const;
export type TurnReason = (typeof turnReasons)[number];

export interface TurnPaused {
  readonly type: 'turnPaused';
  readonly remaining: Millis;
  /** Set where nobody paused it. */
  readonly because?: 'driverGone';
}

/** The turn stops while a run is in progress. */
export interface TurnHeld {
  readonly type: 'turnHeld';
  readonly remaining: Millis;
  readonly what?: string;
  readonly run?: string;
  readonly prediction?: string;
}

/** The driver of turn `turn` left something to whoever drives next; more of it adds to what was there. */
export interface HandedOff {
  readonly type: 'handedOff';
  readonly turn: number;
  readonly text?: string;
  readonly place?: Place;
}

export interface QuestionAsked {
  readonly type: 'questionAsked';
  readonly id: string;
  readonly text: string;
  readonly deckId?: string;
  readonly place?: Place;
}

export interface ScaffoldInserted {
  readonly type: 'scaffoldInserted';
  readonly scaffoldId: string;
  readonly title: string;
  readonly place?: Place;
}

/** The driver came to rest at other code. Said by anyone else it means nothing. */
export interface DriverMoved {
  readonly type: 'driverMoved';
  readonly techniques: readonly string[];
  readonly frameworks: readonly string[];
  readonly place?: Place;
}

export interface ResultSeen {
  readonly type: 'resultSeen';
  readonly kind: ResultKind;
  readonly text?: string;
  readonly place?: Place;
}

export interface PredictionMade {
  readonly type: 'predictionMade';
  readonly id: string;
  readonly text: string;
  readonly credence: Credence;
  readonly place?: Place;
}

export interface FindingRecorded {
  readonly type: 'findingRecorded';
  readonly id: string;
  readonly text: string;
  readonly credence?: Credence;
  readonly figure?: string;
  readonly place?: Place;
}

export interface DeadEndRecorded {
  readonly type: 'deadEndRecorded';
  readonly id: string;
  readonly tried: string;
  readonly expected?: string;
  readonly got?: string;
  readonly whyStopped?: string;
  readonly revisitIf?: string;
}
