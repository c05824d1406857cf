import type { ParticipantId } from './participant.ts';
import { type EpochMs, type Millis, minute } from './time.ts';

/** How turns go in a session, fixed when it starts. */
export interface TurnSettings {
  readonly length: Millis;
  /** At the end of a turn: ask the pair, or swap by itself after `grace`. */
  readonly onExpiry: 'ask' | 'auto';
  readonly grace: Millis;
  /** Absent in sessions that know no breaks but those that someone asks for. */
  readonly breaks?: BreakSettings;
}

export interface BreakSettings {
  /** A break comes by itself after so many turns; 0 for never. */
  readonly afterTurns: number;
  readonly length: Millis;
}

/**
 * A turn or break noticed to be over by more than this ended while nobody looked, most often because a
 * laptop slept. Then nothing goes on by itself: the pair is told and chooses.
 */
export const unattended: Millis = 1 * minute;

/** How long a break is where a session does not say. */
export const usualBreak: Millis = 5 * minute;

/**
 * Whose turn it is and until when. A running turn has a deadline, never a counter: time passes without
 * anything being written, and a deadline moves only by an event.
 */
export type Turn = RunningTurn | PausedTurn | HeldTurn | ExpiredTurn | Break;

interface TurnBase {
  /** Counted from 1; tells a stale "swap now" from a fresh one. */
  readonly number: number;
  readonly driver: ParticipantId;
  /** The turn that its driver took over from someone else: the one before, or before theirs began anew. */
  readonly from?: { readonly turn: number; readonly driver: ParticipantId };
  /** How long it had run in all when it came into this state; into overtime it comes at its deadline. */
  readonly worked: Millis;
}

export interface RunningTurn extends TurnBase {
  readonly state: 'running';
  readonly deadline: EpochMs;
  /** When it began, or went on after a stop. */
  readonly since: EpochMs;
}

export interface PausedTurn extends TurnBase {
  readonly state: 'paused';
  readonly remaining: Millis;
  /** Set where nobody paused it: the driver had been gone for a while. */
  readonly because?: 'driverGone';
}

/** Stopped while a run of the code is in progress: waiting for it costs no turn. */
export interface HeldTurn extends TurnBase {
  readonly state: 'held';
  readonly remaining: Millis;
  readonly since: EpochMs;
  /** What runs, in words. */
  readonly what?: string;
  /** Names the run to the window that watches it, and that ends the hold when the run ends. */
  readonly run?: string;
  /** The id of what was predicted of it. */
  readonly prediction?: string;
}

/** Over, and seen to be over by someone; the driver goes on in overtime until the roles swap. */
export interface ExpiredTurn extends TurnBase {
  readonly state: 'expired';
  readonly deadline: EpochMs;
  /** When the roles swap by themselves; absent when the pair decides. */
  readonly swapAt?: EpochMs;
}

/** Between two turns. Number and driver are those of the turn before, and whoever is next drives after it. */
export interface Break extends TurnBase {
  readonly state: 'break';
  readonly since: EpochMs;
  /** When it is meant to end. */
  readonly until: EpochMs;
}

/** How far a turn has come: new to its driver, well under way, or about to be handed over. */
export const turnStages = ['fresh', 'midway', 'late'] as const;
export type TurnStage = (typeof turnStages)[number];

/** A turn is fresh for the first fifth of the usual length, and late in the last fifth and in overtime. */
const ends = { fresh: 0.8, midway: 0.2 } as const;

/** @param length of a usual turn. */
export function stageOf(turn: Turn, length: Millis, at: EpochMs): TurnStage {
  const left = turn.state === 'break' ? 0 : timeLeft(turn, at) / length;
  if (left > ends.fresh) {
    return 'fresh';
  }
  return left > ends.midway ? 'midway' : 'late';
}

/** When a running turn comes to its next stage; `undefined` if it won't by itself. */
export function nextStageAt(turn: Turn, length: Millis, at: EpochMs): EpochMs | undefined {
  const stage = stageOf(turn, length, at);
  return turn.state !== 'running' || stage === 'late'
    ? undefined
    : turn.deadline - ends[stage] * length;
}

/** Time left in the turn, or in the break, in milliseconds; negative in overtime. */
export function timeLeft(turn: Turn, at: EpochMs): Millis {
  switch (turn.state) {
    case 'paused':
    case 'held':
      return turn.remaining;
    case 'break':
      return turn.until - at;
    default:
      return turn.deadline - at;
  }
}

/** How long the turn has run by now, overtime included. */
export function timeWorked(turn: Turn, at: EpochMs): Millis {
  switch (turn.state) {
    case 'running':
      return turn.worked + Math.max(0, at - turn.since);
    case 'expired':
      return turn.worked + Math.max(0, at - turn.deadline);
    default:
      return turn.worked;
  }
}
