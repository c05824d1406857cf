import type { Result } from '../util/result.ts';
import type { SessionEvent } from './event.ts';
import type { ParticipantId } from './participant.ts';
import type { EpochMs } from './time.ts';

/** Why a command can't be done now: one sentence for the person who gave it. */
export type Refusal = string;

/**
 * The events that a command leads to. None means that there is nothing left to do, which is often so
 * for the second of two people who press the same button.
 */
export type Decision = Result<readonly SessionEvent[], Refusal>;

/** Who gives a command, and when by the log's clock. */
export interface Context {
  readonly actor: ParticipantId;
  readonly at: EpochMs;
}
