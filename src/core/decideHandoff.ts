import { err, ok } from '../util/result.ts';
import type { SessionCommand } from './command.ts';
import { decideSwap } from './decideTurn.ts';
import type { Context, Decision } from './decision.ts';
import type { HandedOff } from './event.ts';
import { notDriving, tooLate, turnToLeave } from './handoff.ts';
import type { ParticipantId } from './participant.ts';
import type { Session } from './session.ts';

type Command<T extends SessionCommand['type']> = Extract<SessionCommand, { type: T }>;

/** Only the driver hands over. A line that they were typing when the keyboard went is left all the same. */
export function decideHandoff(
  session: Session,
  { type: _, turn: number, to, ...left }: Command<'handOff'>,
  { actor, at }: Context,
): Decision {
  const { turn } = session;
  if (turn.number !== number || (turn.state === 'break' && turn.driver === actor)) {
    return left.text === undefined ? ok([]) : leave(session, { turn: number, ...left }, actor);
  }
  if (turn.driver !== actor) {
    return err(notDriving(session));
  }
  const swap = decideSwap(session, { turn: number, ...(to === undefined ? {} : { to }) }, at);
  return swap.ok && swap.value.length > 0
    ? ok([{ type: 'handedOff', turn: number, ...left }, ...swap.value])
    : swap;
}

export function decideNote(
  session: Session,
  { type: _, ...left }: Command<'noteHandoff'>,
  actor: ParticipantId,
): Decision {
  return leave(session, left, actor);
}

/** What was left in just these words is not left again. */
function leave(session: Session, left: Omit<HandedOff, 'type'>, actor: ParticipantId): Decision {
  const known = session.handoffs.some(
    ({ turn, by, text }) => turn === left.turn && by === actor && text === left.text,
  );
  if (known && left.text !== undefined) {
    return ok([]);
  }
  return turnToLeave(session, actor) === left.turn
    ? ok([{ type: 'handedOff', ...left }])
    : err(tooLate);
}
