import type { ParticipantId } from './participant.ts';
import type { Outcome, Phase, Place } from './question.ts';
import type { EpochMs, Millis } from './time.ts';
import type { TurnSettings } from './turn.ts';

/** What someone wants. `decide` turns it into events, or says why not. */
export type SessionCommand =
  | {
      readonly type: 'startSession';
      readonly sessionId: string;
      readonly hypothesis: string;
      readonly turns: TurnSettings;
      readonly name: string;
    }
  | { readonly type: 'join'; readonly name: string }
  | { readonly type: 'disconnect' }
  | { readonly type: 'leave' }
  /** Turn someone out. For the person who started the session alone. */
  | { readonly type: 'removeParticipant'; readonly participant: ParticipantId }
  | { readonly type: 'pauseTurn' }
  | { readonly type: 'resumeTurn' }
  /** With `deadline` it is meant for a turn that ended then, and stale once that turn was extended. */
  | { readonly type: 'extendTurn'; readonly by: Millis; readonly deadline?: EpochMs }
  /** Notice that turn `turn` is over. Any participant may; the first to notice wins. */
  | { readonly type: 'expireTurn'; readonly turn: number }
  /** End turn `turn` and hand over to `to`, or to whoever is next. Stale once that turn is over. */
  | { readonly type: 'swapRoles'; readonly turn: number; readonly to?: ParticipantId }
  /** Notice that the grace period of turn `turn` is over. Any participant may. */
  | { readonly type: 'swapAfterGrace'; readonly turn: number }
  | { readonly type: 'setPhase'; readonly phase: Phase }
  | {
      readonly type: 'askQuestion';
      readonly id: string;
      readonly text: string;
      readonly deckId?: string;
      readonly place?: Place;
    }
  | {
      readonly type: 'resolveQuestion';
      readonly id: string;
      readonly outcome: Outcome;
      readonly answer?: string;
    }
  | {
      readonly type: 'noteScaffold';
      readonly scaffoldId: string;
      readonly title: string;
      readonly place?: Place;
    }
  | { readonly type: 'endSession' };
