import type { AgendaItem } from './agenda.ts';
import type {
  DeadEndRecorded,
  FindingRecorded,
  HandedOff,
  PredictionMade,
  ResultSeen,
  RunEnd,
  TurnHeld,
} from './event.ts';
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
  /** For the trailers of commits. */
  | { readonly type: 'shareEmail'; readonly email: string }
  | { readonly type: 'pauseTurn' }
  /** Notice that the driver of turn `turn` has been gone for a while. Any participant may. */
  | { readonly type: 'pauseForAbsence'; readonly turn: number }
  /** While a run is in progress. */
  | Omit<CommandFor<TurnHeld, 'holdTurn'>, 'remaining'>
  /** The run that the turn was held for is over; stale once it is held for another, or not at all. */
  | { readonly type: 'endHold'; readonly run: string; readonly end: RunEnd }
  /** Goes on after a pause, a hold or a break. */
  | { readonly type: 'resumeTurn' }
  /** The turn, or the break. With `deadline` it is meant for a turn that ended then, and stale once that turn was extended. */
  | { readonly type: 'extendTurn'; readonly by: Millis; readonly deadline?: EpochMs }
  /** Notice that turn `turn` is over. Any participant may; the first to notice wins. */
  | { readonly type: 'expireTurn'; readonly turn: number }
  /**
   * End turn `turn` and hand over to `to`, or to whoever is next; by way of a break, if one is due and
   * it is not meant to be skipped. In a break it begins the next turn. Stale once that turn is over.
   */
  | {
      readonly type: 'swapRoles';
      readonly turn: number;
      readonly to?: ParticipantId;
      readonly skipBreak?: boolean;
    }
  /** The same by the driver, who leaves something to whoever drives next. */
  | {
      readonly type: 'handOff';
      readonly turn: number;
      readonly to?: ParticipantId;
      readonly text?: string;
      readonly place?: Place;
    }
  /** Leave something for turn `turn` without a swap, or just after it. */
  | CommandFor<HandedOff, 'noteHandoff'>
  /** Pass over whoever is next: the one after them drives, or else the driver goes on with a new turn. */
  | { readonly type: 'skipNext'; readonly turn: number }
  /** Begin the turn anew, with the same driver. */
  | { readonly type: 'restartTurn'; readonly turn: number }
  /** End turn `turn` and have a break before the next. */
  | { readonly type: 'takeBreak'; readonly turn: number }
  /** Have a break after this turn, or not after all. */
  | { readonly type: 'planBreak'; readonly planned: boolean }
  /** Notice that the break after turn `turn` is over. Any participant may. */
  | { readonly type: 'endBreak'; readonly turn: number }
  /** When the session is meant to end; without a time whenever it ends. */
  | { readonly type: 'planEnd'; readonly at?: EpochMs }
  | { readonly type: 'noteWork'; readonly branch: string; readonly commit: string }
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

/** The command of a type. */
export type CommandOf<T extends SessionCommand['type']> = Extract<SessionCommand, { type: T }>;
