import type { SessionEvent } from './event.ts';
import type { ParticipantId } from './participant.ts';
import type { EpochMs } from './time.ts';

/** The number of entries in a log; 0 when it is empty. */
export type Revision = number;

/** One line of a session's record, stamped by the home of the log. */
export interface LogEntry {
  /** The log's revision once this entry is in: the first entry has 1. */
  readonly revision: Revision;
  readonly at: EpochMs;
  readonly actor: ParticipantId;
  readonly event: SessionEvent;
}
