import { assertNever } from '../util/assertNever.ts';
import { countsAsTurn } from './breaks.ts';
import type { HandedOff, SessionEvent, TurnStarted } from './event.ts';
import type { Handoff } from './handoff.ts';
import type { LogEntry } from './logEntry.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';
import { type Turn, timeWorked } from './turn.ts';

type TurnEvent = Extract<
  SessionEvent,
  {
    type: `turn${string}` | 'breakPlanned' | 'breakStarted' | 'handedOff' | 'endPlanned';
  }
>;

/** The session after one more event of its turns. */
export function evolveTurn(session: Session, entry: LogEntry, event: TurnEvent): Session {
  const { at } = entry;
  switch (event.type) {
    case 'turnStarted':
      return started(session, event, at);
    case 'turnPaused':
    case 'turnHeld':
    case 'turnResumed':
    case 'turnExtended':
    case 'turnExpired':
      return { ...session, turn: changed(session.turn, event, at) };
    case 'breakPlanned':
      return { ...session, breakPlanned: event.planned };
    case 'breakStarted':
      return onBreak(session, event.until, at);
    case 'handedOff':
      return handedOff(session, entry, event);
    case 'endPlanned':
      return endPlanned(session, event.at);
    default:
      return assertNever(event);
  }
}

function started(
  session: Session,
  { driver, deadline, reason }: TurnStarted,
  at: EpochMs,
): Session {
  const { turn, turnsSinceBreak } = session;
  // Whoever waited for a partner has not paired yet.
  const counts = reason !== 'partnerJoined' && countsAsTurn(session, at);
  return {
    ...session,
    turn: {
      state: 'running',
      number: turn.number + 1,
      driver,
      ...(driver === turn.driver ? {} : { from: turn.driver }),
      worked: 0,
      deadline,
      since: at,
    },
    turnsSinceBreak: turnsSinceBreak + (counts ? 1 : 0),
    handoffs: driver === turn.driver ? session.handoffs : taken(session, driver, at),
  };
}

/** Whoever takes over finds what was left; at least the place where the driver was last seen. */
function taken(
  { handoffs, turn, driverAt }: Session,
  to: Handoff['to'] & string,
  at: EpochMs,
): readonly Handoff[] {
  const left = handoffs.at(-1);
  const place = driverAt?.place === undefined ? {} : { place: driverAt.place };
  if (left?.turn === turn.number) {
    return [...handoffs.slice(0, -1), { ...place, ...left, to }];
  }
  return 'place' in place
    ? [...handoffs, { turn: turn.number, by: turn.driver, to, at, ...place }]
    : handoffs;
}

/** What is left in two goes is one handoff; the newer word stands. */
function handedOff(
  session: Session,
  { actor: by, at }: LogEntry,
  { type: _, ...left }: HandedOff,
): Session {
  const { handoffs, turn } = session;
  const known = handoffs.find((handoff) => handoff.turn === left.turn);
  if (known !== undefined) {
    return known.by === by
      ? {
          ...session,
          handoffs: handoffs.map((handoff) =>
            handoff === known ? { ...handoff, ...left } : handoff,
          ),
        }
      : session;
  }
  const isTaken = left.turn === turn.number - 1 && turn.from === by;
  const isDrivers = left.turn === turn.number && turn.driver === by;
  return isTaken || isDrivers
    ? {
        ...session,
        handoffs: [...handoffs, { by, at, ...left, ...(isTaken ? { to: turn.driver } : {}) }],
      }
    : session;
}

function onBreak(session: Session, until: EpochMs, since: EpochMs): Session {
  const { turn } = session;
  if (turn.state === 'break') {
    return session;
  }
  return {
    ...session,
    turn: { ...base(turn), worked: timeWorked(turn, since), state: 'break', since, until },
    turnsSinceBreak: 0,
    breakPlanned: false,
  };
}

/** No turn goes on after the end. */
function endPlanned(session: Session, endsAt: EpochMs | undefined): Session {
  const { endsAt: _, ...open } = session;
  if (endsAt === undefined) {
    return open;
  }
  const { turn } = session;
  return {
    ...open,
    endsAt,
    turn: turn.state === 'running' ? { ...turn, deadline: Math.min(turn.deadline, endsAt) } : turn,
  };
}

type TurnChange = Extract<
  TurnEvent,
  { type: 'turnPaused' | 'turnHeld' | 'turnResumed' | 'turnExtended' | 'turnExpired' }
>;

function changed(turn: Turn, event: TurnChange, at: EpochMs): Turn {
  const same = { ...base(turn), worked: timeWorked(turn, at) };
  switch (event.type) {
    case 'turnPaused': {
      const { type: _, ...paused } = event;
      return { ...same, state: 'paused', ...paused };
    }
    case 'turnHeld': {
      const { type: _, ...held } = event;
      return { ...same, state: 'held', since: at, ...held };
    }
    case 'turnResumed':
      return { ...same, state: 'running', deadline: event.deadline, since: at };
    case 'turnExtended':
      return extended(turn, event.by, at);
    case 'turnExpired':
      if (turn.state !== 'running' && turn.state !== 'expired') {
        return turn;
      }
      return {
        ...same,
        state: 'expired',
        deadline: turn.deadline,
        ...(event.swapAt === undefined ? {} : { swapAt: event.swapAt }),
      };
    default:
      return assertNever(event);
  }
}

function extended(turn: Turn, by: number, at: EpochMs): Turn {
  switch (turn.state) {
    case 'paused':
    case 'held':
      return { ...turn, remaining: turn.remaining + by };
    case 'break':
      return { ...turn, until: turn.until + by };
    case 'running':
      return { ...turn, deadline: turn.deadline + by };
    case 'expired':
      return { ...base(turn), state: 'running', deadline: turn.deadline + by, since: at };
    default:
      return assertNever(turn);
  }
}

/** What a turn keeps in all its states. */
function base({ number, driver, from, worked }: Turn) {
  return { number, driver, worked, ...(from === undefined ? {} : { from }) };
}
