import { err, ok } from '../util/result.ts';
import { isBreakDue } from './breaks.ts';
import type { CommandOf } from './command.ts';
import { decideResumption } from './decideClock.ts';
import type { Decision } from './decision.ts';
import type { SessionEvent, TurnReason } from './event.ts';
import { calledName } from './names.ts';
import type { Participant, ParticipantId } from './participant.ts';
import { mayGoOn } from './plannedEnd.ts';
import { driversInLine, nextDriver, participant } from './rotation.ts';
import type { Session } from './session.ts';
import { type EpochMs, type Millis, second } from './time.ts';
import { unattended } from './turn.ts';
import { breakFrom, turnFor } from './turnEvents.ts';

/** Whoever asks for a swap this soon after a break has begun asked for what led to it, as their partner did. */
const together: Millis = 2 * second;

/** What to say to whoever wants to hand over and is alone. */
export const nobodyElse = 'Nobody else is here to take the keyboard; invite a partner first.';

export function decideSwap(
  session: Session,
  { turn: number, to, skipBreak }: Omit<CommandOf<'swapRoles'>, 'type'>,
  at: EpochMs,
): Decision {
  const { turn } = session;
  if (turn.number !== number || (turn.driver === to && turn.state !== 'break')) {
    return ok([]);
  }
  if (turn.state === 'break' && to === undefined) {
    return at - turn.since < together ? ok([]) : decideResumption(session, at);
  }
  const next = to === undefined ? nextDriver(session) : participant(session, to);
  if (next === undefined) {
    return err(nobodyElse);
  }
  if (!next.present) {
    return err(isNotHere(session, next));
  }
  if (to === undefined && !skipBreak && isBreakDue(session, at)) {
    return ok([breakFrom(session, at)]);
  }
  return ok([turnFor(session, next.id, at, reasonOf(session))]);
}

/**
 * Swaps by itself unless nobody can take over, nobody was watching, or the session is about to end: then
 * the pair decides.
 */
export function decideSwapAfterGrace(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (
    turn.number !== number ||
    turn.state !== 'expired' ||
    turn.swapAt === undefined ||
    at < turn.swapAt
  ) {
    return ok([]);
  }
  const next = nextDriver(session);
  const isAttended = at - turn.swapAt <= unattended;
  if (next === undefined || !isAttended || !mayGoOn(session, turn.deadline, at)) {
    return ok([{ type: 'turnExpired' }]);
  }
  return ok([
    isBreakDue(session, at) ? breakFrom(session, at) : turnFor(session, next.id, at, 'expired'),
  ]);
}

export function decideSkip(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (turn.number !== number) {
    return ok([]);
  }
  const [next, after = participant(session, turn.driver)] = driversInLine(session);
  if (next === undefined) {
    return err('Nobody else is here to pass over; invite a partner first.');
  }
  return after?.present
    ? ok([turnFor(session, after.id, at, 'skipped')])
    : err(`Only ${calledName(session, next.id)} is here to drive; swap roles instead.`);
}

export function decideRestart(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  if (turn.number !== number) {
    return ok([]);
  }
  const driver = participant(session, turn.driver);
  return driver === undefined || driver.present
    ? ok([turnFor(session, turn.driver, at, 'restarted')])
    : err(isNotHere(session, driver));
}

/**
 * When the driver leaves, the next in line drives a turn of their own. On a break nobody drives, so that
 * it goes on, and whoever is here then drives after it.
 *
 * @param otherwise drives when nobody is in line; without one the keyboard then stays where it is.
 */
export function passTheKeyboard(
  session: Session,
  leaving: ParticipantId,
  at: EpochMs,
  otherwise?: ParticipantId,
): readonly SessionEvent[] {
  const next = nextDriver(session)?.id ?? otherwise;
  const isLeft = session.turn.driver === leaving && session.turn.state !== 'break';
  return isLeft && next !== undefined ? [turnFor(session, next, at, 'driverLeft')] : [];
}

function isNotHere(session: Session, { id, removed }: Participant): string {
  const name = calledName(session, id);
  return removed
    ? `${name} was removed from the session; hand over to someone who is in it.`
    : `${name} is offline and can't drive right now; wait until they are back, or let someone else drive.`;
}

function reasonOf({ turn }: Session): TurnReason {
  switch (turn.state) {
    case 'expired':
      return 'expired';
    case 'break':
      return 'afterBreak';
    default:
      return 'swap';
  }
}
