import { err, ok } from '../util/result.ts';
import type { CommandOf } from './command.ts';
import { isBreak } from './decideClock.ts';
import { decideSwap } from './decideSwap.ts';
import type { Context, Decision } from './decision.ts';
import type { HandedOff, SessionEvent } from './event.ts';
import { isBegunAnew, notDriving, tooLate, turnToLeave } from './handoff.ts';
import type { ParticipantId } from './participant.ts';
import type { Session } from './session.ts';

/** Only the driver hands over. A line that they were typing when the keyboard went is left all the same. */
export function decideHandoff(
  session: Session,
  { type: _, to, ...left }: CommandOf<'handOff'>,
  { actor, at }: Context,
): Decision {
  const { turn } = session;
  if (turn.number !== left.turn || (turn.state === 'break' && turn.driver === actor)) {
    return left.text === undefined ? ok([]) : leave(session, left, actor);
  }
  if (turn.driver !== actor) {
    return err(turn.state === 'break' ? isBreak : notDriving(session));
  }
  const swap = decideSwap(session, { turn: left.turn, ...(to === undefined ? {} : { to }) }, at);
  return swap.ok && swap.value.length > 0
    ? ok([...whatIsNew(session, actor, left), ...swap.value])
    : swap;
}

/** A line may come in after the swap; one that comes too late is not lost on whoever typed it. */
export function decideNote(
  session: Session,
  { type: _, ...left }: CommandOf<'noteHandoff'>,
  actor: ParticipantId,
): Decision {
  return leave(session, left, actor);
}

function leave(session: Session, left: Omit<HandedOff, 'type'>, actor: ParticipantId): Decision {
  const isOwn = session.turn.driver === actor && isBegunAnew(session, left.turn);
  return isOwn || turnToLeave(session, actor) === left.turn
    ? ok(whatIsNew(session, actor, left))
    : err(tooLate);
}

/** Nothing where nothing is left, or no more than was left before. */
function whatIsNew(
  { handoffs }: Session,
  by: ParticipantId,
  { turn, text, place }: Omit<HandedOff, 'type'>,
): readonly SessionEvent[] {
  const known = handoffs.find((handoff) => handoff.turn === turn && handoff.by === by);
  const isNewText = text !== undefined && text.trim() !== '' && text !== known?.text;
  const isNewPlace = place !== undefined && JSON.stringify(place) !== JSON.stringify(known?.place);
  return isNewText || isNewPlace
    ? [
        {
          type: 'handedOff',
          turn,
          ...(isNewText ? { text } : {}),
          ...(isNewPlace ? { place } : {}),
        },
      ]
    : [];
}
