import type { EpochMs } from './time.ts';

/** Identifies a person across reloads and reconnects: made once for each person. */
export type ParticipantId = string;

export interface Participant {
  readonly id: ParticipantId;
  readonly name: string;
  /** Connected right now. An absent participant keeps their place in the rotation. */
  readonly present: boolean;
  /** When they went, while they are gone. */
  readonly absentSince?: EpochMs;
  /** For the trailers of commits; absent until they share it. */
  readonly email?: string;
  /** Turned out by the person who started the session, and not let in again since. */
  readonly removed?: true;
}

export type Role = 'driver' | 'navigator' | 'observer';
