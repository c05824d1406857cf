import { assertNever } from '../util/assertNever.ts';
import { countsAsTurn } from './breaks.ts';
import type { HandedOff, SessionEvent, TurnStarted } from './event.ts';
import { type Handoff, isBegunAnew } from './handoff.ts';
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
  const isTaken = driver !== turn.driver;
  const from = isTaken ? { turn: turn.number, driver: turn.driver } : turn.from;
  return {
    ...session,
    turn: {
      state: 'running',
      number: turn.number + 1,
      driver,
      ...(from === undefined ? {} : { from }),
      worked: 0,
      deadline,
      since: at,
    },
    turnsSinceBreak: turnsSinceBreak + (counts ? 1 : 0),
    handoffs: isTaken ? taken(session, driver, at) : kept(session),
  };
}

/** Whoever takes over finds what was left; at least the place where the driver was last seen. */
function taken(
  { handoffs, turn, driverAt }: Session,
  to: Handoff['to'] & string,
  at: EpochMs,
): readonly Handoff[] {
  const left = handoffs.find((handoff) => handoff.turn === turn.number);
  const isTheirs = driverAt?.by === turn.driver && driverAt.place !== undefined;
  const place = isTheirs ? { place: driverAt.place } : {};
  if (left !== undefined) {
    return handoffs.map((handoff) => (handoff === left ? { ...place, ...left, to } : handoff));
  }
  return 'place' in place
    ? [...handoffs, { turn: turn.number, by: turn.driver, to, at, ...place }]
    : handoffs;
}

/** The driver goes on with another turn: what they left stays for whoever drives after them. */
function kept({ handoffs, turn }: Session): readonly Handoff[] {
  return handoffs.map((handoff) =>
    handoff.turn === turn.number ? { ...handoff, turn: turn.number + 1 } : handoff,
  );
}

/**
 * What is left in two goes is one handoff; the newer word stands. What is left for a turn that its driver
 * has begun anew since is left for the new one.
 */
function handedOff(
  session: Session,
  { actor: by, at }: LogEntry,
  { type: _, ...left }: HandedOff,
): Session {
  const { handoffs, turn } = session;
  const number = isBegunAnew(session, left.turn) ? turn.number : left.turn;
  const known = handoffs.find((handoff) => handoff.turn === number);
  const isTaken = number === turn.from?.turn && turn.from.driver === by;
  const isDrivers = number === turn.number && turn.driver === by;
  if (known === undefined ? !isTaken && !isDrivers : known.by !== by) {
    return session;
  }
  const handoff = {
    ...(known ?? { by, at, ...(isTaken ? { to: turn.driver } : {}) }),
    ...left,
    turn: number,
  };
  return {
    ...session,
    handoffs: [...handoffs.filter((other) => other !== known), handoff].sort(
      (one, other) => one.turn - other.turn,
    ),
  };
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

/** No turn and no break goes on after the end. */
function endPlanned(session: Session, endsAt: EpochMs | undefined): Session {
  const { endsAt: _, ...open } = session;
  if (endsAt === undefined) {
    return open;
  }
  return { ...open, endsAt, turn: endingAt(session.turn, endsAt) };
}

function endingAt(turn: Turn, endsAt: EpochMs): Turn {
  switch (turn.state) {
    case 'running':
      return { ...turn, deadline: Math.min(turn.deadline, endsAt) };
    case 'break':
      return { ...turn, until: Math.min(turn.until, endsAt) };
    default:
      return turn;
  }
}

type TurnChange = Extract<
  TurnEvent,
  { type: 'turnPaused' | 'turnHeld' | 'turnResumed' | 'turnExtended' | 'turnExpired' }
>;

/** The turn after a change that makes sense in its state; others leave it as it is. */
function changed(turn: Turn, event: TurnChange, at: EpochMs): Turn {
  const same = { ...base(turn), worked: timeWorked(turn, at) };
  switch (event.type) {
    case 'turnPaused': {
      const { type: _, ...paused } = event;
      return turn.state === 'expired' || turn.state === 'break'
        ? turn
        : { ...same, state: 'paused', ...paused };
    }
    case 'turnHeld': {
      const { type: _, ...held } = event;
      return turn.state === 'running' ? { ...same, state: 'held', since: at, ...held } : turn;
    }
    case 'turnResumed':
      return turn.state === 'paused' || turn.state === 'held'
        ? { ...same, state: 'running', deadline: event.deadline, since: at }
        : turn;
    case 'turnExtended':
      return extended(turn, event.by, at);
    case 'turnExpired':
      if (turn.state !== 'running' && turn.state !== 'expired') {
        return turn;
      }
      return {
        ...base(turn),
        worked: timeWorked(turn, Math.min(at, turn.deadline)),
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
      return {
        ...base(turn),
        worked: timeWorked(turn, at),
        state: 'running',
        deadline: turn.deadline + by,
        since: at,
      };
    default:
      return assertNever(turn);
  }
}

/** What a turn keeps in all its states. */
function base({ number, driver, from, worked }: Turn) {
  return { number, driver, worked, ...(from === undefined ? {} : { from }) };
}
