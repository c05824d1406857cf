import { evolve } from './evolve.ts';
import type { LogEntry } from './logEntry.ts';
import type { ParticipantId } from './participant.ts';
import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';

/** A stretch of a session in which one person held the keyboard. */
export interface TurnTaken {
  readonly driver: ParticipantId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Without pauses. */
  readonly atKeyboard: Millis;
}

/**
 * Who drove when, from the log alone, up to its last entry. Consecutive turns of one driver (the first
 * turn starts afresh when the partner comes) are one stretch.
 */
export function turnHistory(entries: readonly LogEntry[]): readonly TurnTaken[] {
  const taken: TurnTaken[] = [];
  let session: Session | undefined;
  let since: EpochMs | undefined;
  for (const entry of entries) {
    if (session !== undefined && since !== undefined && session.turn.number > 0) {
      extend(taken, session, since, entry.at);
    }
    session = evolve(session, entry);
    since = entry.at;
  }
  return taken;
}

function extend(taken: TurnTaken[], { turn }: Session, from: EpochMs, to: EpochMs): void {
  const span = to - from;
  const atKeyboard = turn.state === 'paused' ? 0 : span;
  const last = taken.at(-1);
  if (last?.driver === turn.driver) {
    taken[taken.length - 1] = { ...last, to, atKeyboard: last.atKeyboard + atKeyboard };
  } else if (span > 0) {
    taken.push({ driver: turn.driver, from, to, atKeyboard });
  }
}
