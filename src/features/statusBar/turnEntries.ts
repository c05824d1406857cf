import { breakFollows, breakLength, isBreakDue } from '../../core/breaks.ts';
import { mayHandOff, mayLeaveLine, placeLeftTo } from '../../core/handoff.ts';
import { calledName, whoDrivesNext } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import { nextDriver } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, spanText, type TimePrinter } from '../../core/time.ts';

/** What the menu offers to do: a command without the prefix `interpair.`. */
export interface MenuEntry {
  readonly icon: string;
  readonly label: string;
  /** Beside the label, in small. */
  readonly description?: string;
  readonly command: string;
  readonly argument?: string;
}

/** What the turn may need right now, the most likely first. A name of a person may stand in it. */
export interface TurnEntries {
  readonly first: readonly MenuEntry[];
  /** What is wanted less often. */
  readonly more: readonly MenuEntry[];
}

/** What can be done about the turn, and what was left with it. */
export function turnEntries(
  session: Session,
  me: ParticipantId,
  at: EpochMs,
  time: TimePrinter,
): TurnEntries {
  const { first, more } = entriesOfState(session, me, at, time);
  const place = placeLeftTo(session, me);
  const found =
    place === undefined
      ? []
      : [entry('go-to-file', 'Go to where the driver was', 'goToHandoff', placeLabel(place))];
  const left = mayLeaveLine(session, me)
    ? [entry('edit', 'Leave a line for the driver', 'leaveLine')]
    : [];
  const isFresh = session.turn.state === 'running';
  return {
    first: isFresh ? [...found, ...first, ...left] : [...first, ...found, ...left],
    more,
  };
}

function entriesOfState(
  session: Session,
  me: ParticipantId,
  at: EpochMs,
  time: TimePrinter,
): TurnEntries {
  const { turn } = session;
  const swap = swapEntries(session, me, at);
  const takeOver =
    turn.driver === me ? [] : [entry('keyboard', 'Take over the keyboard', 'takeOver')];
  const extend = entry('watch', 'Extend the turn', 'extendTurn');
  const restart = entry('debug-restart', 'Restart the turn', 'restartTurn');
  const more = [...skipEntries(session, me), restart, endEntry(session, time)];
  switch (turn.state) {
    case 'running':
      return {
        first: [...swap, ...takeOver, entry('debug-pause', 'Pause the turn', 'pauseTurn')],
        more: [
          entry('sync', 'Hold the turn for a run', 'holdTurn'),
          extend,
          ...breakEntries(session, at),
          ...more,
        ],
      };
    case 'expired':
      return {
        first: [...swap, extend, ...takeOver],
        more: [...breakEntries(session, at), ...more],
      };
    case 'held':
      return {
        first: [entry('debug-start', 'Go on with the turn', 'resumeTurn'), ...swap, ...takeOver],
        more: [extend, ...breakEntries(session, at), ...more],
      };
    case 'paused': {
      const resume = entry('debug-start', 'Resume the turn', 'resumeTurn');
      const isGone = turn.because === 'driverGone';
      return {
        first: isGone ? [...takeOver, resume, ...swap] : [resume, ...swap, ...takeOver],
        more: [extend, ...breakEntries(session, at), ...more],
      };
    }
    case 'break':
      return {
        first: [
          entry('debug-start', 'Start the next turn', 'resumeTurn', whoDrivesNext(session, me)),
          entry('watch', 'Extend the break', 'extendTurn'),
          ...(nextDriver(session)?.id === me ? [] : takeOver),
        ],
        more: [...skipEntries(session, me), endEntry(session, time)],
      };
  }
}

/** A swap leads to a break where one is due, and has to say so. */
function swapEntries(session: Session, me: ParticipantId, at: EpochMs): readonly MenuEntry[] {
  const isDue = isBreakDue(session, at);
  const isOver = session.turn.state === 'expired';
  const hasNext = nextDriver(session) !== undefined;
  const next = whoDrivesNext(session, me);
  const handOff = mayHandOff(session, me)
    ? [entry('export', 'Hand over with a line', 'handOff')]
    : [];
  if (isDue && isOver) {
    const length = spanText(breakLength(session));
    const without = entry('arrow-swap', 'Swap roles without it', 'swapRoles', next);
    return [
      entry('coffee', 'Take the break', 'takeBreak', length),
      ...(hasNext ? [{ ...without, argument: 'skipBreak' }] : []),
      ...handOff,
    ];
  }
  return hasNext
    ? [entry('arrow-swap', 'Swap roles', 'swapRoles', isDue ? 'after a break' : next), ...handOff]
    : [];
}

function breakEntries(session: Session, at: EpochMs): readonly MenuEntry[] {
  const isOver = session.turn.state === 'expired';
  if (isOver && isBreakDue(session, at)) {
    return []; // It stands first.
  }
  const follows = !isOver && breakFollows(session);
  const description = follows ? 'one comes after this turn' : undefined;
  return [entry('coffee', 'Take a break', 'takeBreak', description)];
}

function skipEntries(session: Session, me: ParticipantId): readonly MenuEntry[] {
  const next = nextDriver(session);
  if (next === undefined) {
    return [];
  }
  const whom = next.id === me ? 'Pass over me' : `Pass over ${calledName(session, next.id)}`;
  return [entry('debug-step-over', whom, 'skipNext')];
}

function endEntry({ endsAt }: Session, time: TimePrinter): MenuEntry {
  const planned = endsAt === undefined ? undefined : `at ${time(endsAt)}`;
  return entry('clock', 'Set when the session ends', 'planEnd', planned);
}

export function entry(
  icon: string,
  label: string,
  command: string,
  description?: string,
): MenuEntry {
  return { icon, label, command, ...(description === undefined ? {} : { description }) };
}
