import { err, ok } from '../util/result.ts';
import type { SessionCommand } from './command.ts';
import { decideSwap, isBreak } from './decideTurn.ts';
import type { Context, Decision } from './decision.ts';
import type { HandedOff, SessionEvent } from './event.ts';
import { mayLeaveLine } from './handoff.ts';
import type { ParticipantId } from './participant.ts';
import { nameOf } from './rotation.ts';
import type { Session } from './session.ts';

type Command<T extends SessionCommand['type']> = Extract<SessionCommand, { type: T }>;

/**
 * Only the driver hands over. If the roles swapped while they wrote, nothing is left to do but to leave
 * what they wrote.
 */
export function decideHandoff(
  session: Session,
  { type: _, to, ...left }: Command<'handOff'>,
  { actor, at }: Context,
): Decision {
  const { turn } = session;
  if (turn.number !== left.turn) {
    return ok(mayLeaveLine(session, actor, left.turn) ? whatIsNew(session, actor, left) : []);
  }
  if (turn.driver !== actor) {
    const name = nameOf(session, turn.driver);
    return err(
      turn.state === 'break'
        ? isBreak
        : `Only ${name}, who drives, can hand over; ask them to, or take over.`,
    );
  }
  const swap = decideSwap(session, { turn: left.turn, ...(to === undefined ? {} : { to }) }, at);
  return swap.ok && swap.value.length > 0
    ? ok([...whatIsNew(session, actor, left), ...swap.value])
    : swap;
}

export function decideNote(
  session: Session,
  { type: _, ...left }: Command<'noteHandoff'>,
  actor: ParticipantId,
): Decision {
  return mayLeaveLine(session, actor, left.turn)
    ? ok(whatIsNew(session, actor, left))
    : err('That turn was not yours, or is long over; say it in a question instead.');
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
