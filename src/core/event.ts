import type { ParticipantId } from './participant.ts';
import type { Outcome, Phase, Place } from './question.ts';
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
  | TurnStarted
  | { readonly type: 'turnPaused'; readonly remaining: Millis }
  | { readonly type: 'turnResumed'; readonly deadline: EpochMs }
  | { readonly type: 'turnExtended'; readonly by: Millis }
  | { readonly type: 'turnExpired'; readonly swapAt?: EpochMs }
  | { readonly type: 'phaseSet'; readonly phase: Phase }
  | QuestionAsked
  | {
      readonly type: 'questionResolved';
      readonly id: string;
      readonly outcome: Outcome;
      readonly answer?: string;
    }
  | ScaffoldInserted
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
  readonly reason: 'sessionStarted' | 'partnerJoined' | 'swap' | 'expired' | 'driverLeft';
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
