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
  /** How long a run was waited for. */
  readonly held: Millis;
}

/** The part of a session that is told of, where it is not from its first entry to its last. */
export interface Span {
  readonly from?: EpochMs;
  /** Past the last entry, for a session that goes on. */
  readonly to?: EpochMs;
}

/** Who held the keyboard when and how, from the log alone; none takes no time. */
export function stretches(entries: readonly LogEntry[], span: Span = {}): readonly Stretch[] {
  const start = span.from ?? Number.NEGATIVE_INFINITY;
  const found: Stretch[] = [];
  for (const { session, from, to } of timeline(entries, span.to)) {
    if (session.turn.number > 0 && to > start) {
      for (const stretch of between(session.turn, Math.max(from, start), to)) {
        extend(found, stretch);
      }
    }
  }
  return found;
}

/**
 * Who drove when. Consecutive turns of one driver (the first turn starts afresh when the partner comes)
 * are one, unless there is a break between them, which belongs to neither.
 */
export function turnHistory(entries: readonly LogEntry[], span?: Span): readonly TurnTaken[] {
  const taken: TurnTaken[] = [];
  let last: TurnTaken | undefined;
  for (const stretch of stretches(entries, span)) {
    if (stretch.state === 'break') {
      last = undefined;
      continue;
    }
    if (last?.driver === stretch.driver) {
      taken.pop();
    } else {
      const { driver, from } = stretch;
      last = { driver, from, to: from, atKeyboard: 0, overtime: 0, held: 0 };
    }
    last = withStretch(last, stretch);
    taken.push(last);
  }
  return taken;
}

function withStretch(turn: TurnTaken, { from, to, state }: Stretch): TurnTaken {
  const { atKeyboard, overtime, held } = turn;
  const took = to - from;
  return {
    ...turn,
    to,
    atKeyboard: atKeyboard + (state === 'running' || state === 'overtime' ? took : 0),
    overtime: overtime + (state === 'overtime' ? took : 0),
    held: held + (state === 'held' ? took : 0),
  };
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
