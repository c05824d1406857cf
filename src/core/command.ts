import type { AgendaItem } from './agenda.ts';
import type { DeadEndRecorded, FindingRecorded, PredictionMade, ResultSeen } from './event.ts';
import type { ParticipantId } from './participant.ts';
import type { Outcome, Phase, Place } from './question.ts';
import type { PredictionOutcome, RetroPrompt } from './record.ts';
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
  /** Without a phase it is inferred again. */
  | { readonly type: 'setPhase'; readonly phase?: Phase }
  | { readonly type: 'setAgenda'; readonly title: string; readonly items: readonly AgendaItem[] }
  /** On from the item of index `from`. Stale once the session has left it. */
  | { readonly type: 'moveAgenda'; readonly from: number; readonly to: number }
  /** Note where the driver is. For the driver alone; nothing happens where anyone else gives it. */
  | {
      readonly type: 'noteDriver';
      readonly techniques: readonly string[];
      readonly frameworks: readonly string[];
      readonly place?: Place;
    }
  /** Put the question of a deck back that is on the card. */
  | { readonly type: 'passQuestion'; readonly deckId: string }
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
      /**
       * The outcome that the person saw. Has it changed since, their answer is added, and the outcome
       * becomes the weightier of the two.
       */
      readonly seen?: Outcome;
    }
  | {
      readonly type: 'noteScaffold';
      readonly scaffoldId: string;
      readonly title: string;
      readonly place?: Place;
    }
  | CommandFor<ResultSeen, 'noteResult'>
  | CommandFor<PredictionMade, 'recordPrediction'>
  | {
      readonly type: 'settlePrediction';
      readonly id: string;
      readonly outcome: PredictionOutcome;
      readonly note?: string;
    }
  | CommandFor<FindingRecorded, 'recordFinding'>
  | CommandFor<DeadEndRecorded, 'recordDeadEnd'>
  | { readonly type: 'answerRetro'; readonly prompt: RetroPrompt; readonly text: string }
  | { readonly type: 'endSession' };

/** A command that wants an event to happen with just these fields. */
type CommandFor<E, T extends string> = Omit<E, 'type'> & { readonly type: T };
