import type { ParticipantId } from './participant.ts';
import type { EpochMs, Millis } from './time.ts';

/** How turns go in a session, fixed when it starts. */
export interface TurnSettings {
  readonly length: Millis;
  /** At the end of a turn: ask the pair, or swap by itself after `grace`. */
  readonly onExpiry: 'ask' | 'auto';
  readonly grace: Millis;
}

/**
 * Whose turn it is and until when. A running turn has a deadline, never a counter: time passes without
 * anything being written, and a deadline moves only by an event.
 */
export type Turn = RunningTurn | PausedTurn | ExpiredTurn;

interface TurnBase {
  /** Counted from 1; tells a stale "swap now" from a fresh one. */
  readonly number: number;
  readonly driver: ParticipantId;
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
}

/** Over, and seen to be over by someone; the driver goes on in overtime until the roles swap. */
export interface ExpiredTurn extends TurnBase {
  readonly state: 'expired';
  readonly deadline: EpochMs;
  /** When the roles swap by themselves; absent when the pair decides. */
  readonly swapAt?: EpochMs;
}

/** How far a turn has come: new to its driver, well under way, or about to be handed over. */
export const turnStages = ['fresh', 'midway', 'late'] as const;
export type TurnStage = (typeof turnStages)[number];

/** A turn is fresh for the first fifth of the usual length, and late in the last fifth and in overtime. */
const ends = { fresh: 0.8, midway: 0.2 } as const;

/** @param length of a usual turn. */
export function stageOf(turn: Turn, length: Millis, at: EpochMs): TurnStage {
  const left = timeLeft(turn, at) / length;
  if (left > ends.fresh) {
    return 'fresh';
  }
  return left > ends.midway ? 'midway' : 'late';
}

/** When a running turn comes to its next stage; `undefined` if it won't by itself. */
export function nextStageAt(turn: Turn, length: Millis, at: EpochMs): EpochMs | undefined {
  const stage = stageOf(turn, length, at);
  return turn.state === 'paused' || stage === 'late'
    ? undefined
    : turn.deadline - ends[stage] * length;
}

/** Time left in the turn in milliseconds; negative in overtime. */
export function timeLeft(turn: Turn, at: EpochMs): Millis {
  return turn.state === 'paused' ? turn.remaining : turn.deadline - at;
}
