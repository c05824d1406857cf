import { evolve } from './evolve.ts';
import type { LogEntry } from './logEntry.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';

/** A session as it was from one entry of its log to the next. */
export interface Moment {
  readonly session: Session;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * How a session went, from the log alone, from its first entry to its last or to its end.
 *
 * @param until goes on to then, where the session does.
 */
export function* timeline(
  entries: readonly LogEntry[],
  until: EpochMs = Number.NEGATIVE_INFINITY,
): Generator<Moment> {
  let session: Session | undefined;
  let from: EpochMs = 0;
  for (const entry of entries) {
    if (session !== undefined && session.endedAt === undefined && entry.at > from) {
      yield { session, from, to: entry.at };
    }
    session = evolve(session, entry);
    from = entry.at;
  }
  if (session !== undefined && session.endedAt === undefined && until > from) {
    yield { session, from, to: until };
  }
}

/** When a session ended, or the moment up to which its log tells of it. */
export function lastMoment(session: Session, entries: readonly LogEntry[]): EpochMs {
  return session.endedAt ?? entries.at(-1)?.at ?? session.startedAt;
}
