import type { LogEntry } from './logEntry.ts';
import type { ParticipantId } from './participant.ts';
import type { EpochMs, Millis } from './time.ts';
import { timeline } from './timeline.ts';
import type { Turn } from './turn.ts';

/** A stretch of a session in which one person held the keyboard in one way. */
export interface Stretch {
  readonly driver: ParticipantId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Past the end of the turn it is overtime, whoever noticed that when; on a break nobody drives. */
  readonly state: 'running' | 'paused' | 'held' | 'overtime' | 'break';
}

/** A stretch of a session in which one person held the keyboard. */
export interface TurnTaken {
  readonly driver: ParticipantId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Without pauses, and without the time in which a run was waited for. */
  readonly atKeyboard: Millis;
  /** How much of that was past the end of a turn. */
  readonly overtime: Millis;
}

/** Who held the keyboard when and how, from the log alone, up to its last entry; none takes no time. */
export function stretches(entries: readonly LogEntry[]): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const { session, from, to } of timeline(entries)) {
    if (session.turn.number > 0) {
      for (const stretch of between(session.turn, from, to)) {
        extend(found, stretch);
      }
    }
  }
  return found;
}

/**
 * Who drove when. Consecutive turns of one driver (the first turn starts afresh when the partner comes)
 * are one, also across a break, which belongs to neither.
 */
export function turnHistory(entries: readonly LogEntry[]): readonly TurnTaken[] {
  const taken: TurnTaken[] = [];
  for (const { driver, from, to, state } of stretches(entries)) {
    if (state === 'break') {
      continue;
    }
    const atKeyboard = state === 'running' || state === 'overtime' ? to - from : 0;
    const overtime = state === 'overtime' ? to - from : 0;
    const last = taken.at(-1);
    if (last?.driver === driver) {
      taken[taken.length - 1] = {
        ...last,
        to,
        atKeyboard: last.atKeyboard + atKeyboard,
        overtime: last.overtime + overtime,
      };
    } else {
      taken.push({ driver, from, to, atKeyboard, overtime });
    }
  }
  return taken;
}

function between(turn: Turn, from: EpochMs, to: EpochMs): readonly Stretch[] {
  const { driver } = turn;
  if (turn.state === 'paused' || turn.state === 'held' || turn.state === 'break') {
    return [{ driver, from, to, state: turn.state }];
  }
  const over = Math.min(Math.max(turn.deadline, from), to);
  return [
    { driver, from, to: over, state: 'running' },
    { driver, from: over, to, state: 'overtime' },
  ];
}

function extend(found: Stretch[], stretch: Stretch): void {
  const last = found.at(-1);
  if (last?.driver === stretch.driver && last.state === stretch.state) {
    found[found.length - 1] = { ...last, to: stretch.to };
  } else if (stretch.to > stretch.from) {
    found.push(stretch);
  }
}
