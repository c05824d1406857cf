import { assertNever } from '../util/assertNever.ts';
import type { CommandOf } from './command.ts';
import { decideBreak, decideBreakPlan, decideEndOfBreak } from './decideBreak.ts';
import {
  decideEndOfHold,
  decideExpiry,
  decideExtension,
  decideHold,
  decidePause,
  decidePauseForAbsence,
  decidePlannedEnd,
  decideResumption,
} from './decideClock.ts';
import { decideHandoff, decideNote } from './decideHandoff.ts';
import { decideRestart, decideSkip, decideSwap, decideSwapAfterGrace } from './decideSwap.ts';
import type { Context, Decision } from './decision.ts';
import type { Session } from './session.ts';

type TurnCommand = CommandOf<
  | 'pauseTurn'
  | 'pauseForAbsence'
  | 'holdTurn'
  | 'endHold'
  | 'resumeTurn'
  | 'extendTurn'
  | 'expireTurn'
  | 'swapRoles'
  | 'swapAfterGrace'
  | 'handOff'
  | 'noteHandoff'
  | 'skipNext'
  | 'restartTurn'
  | 'takeBreak'
  | 'planBreak'
  | 'endBreak'
  | 'planEnd'
>;

/** What a command leads to that is about the turn, its breaks, or the planned end of the session. */
export function decideTurn(session: Session, command: TurnCommand, context: Context): Decision {
  const { actor, at } = context;
  switch (command.type) {
    case 'pauseTurn':
      return decidePause(session, at);
    case 'pauseForAbsence':
      return decidePauseForAbsence(session, command.turn, at);
    case 'holdTurn':
      return decideHold(session, command, at);
    case 'endHold':
      return decideEndOfHold(session, command, at);
    case 'resumeTurn':
      return decideResumption(session, at);
    case 'extendTurn':
      return decideExtension(session, command, at);
    case 'expireTurn':
      return decideExpiry(session, command.turn, at);
    case 'swapRoles':
      return decideSwap(session, command, at);
    case 'swapAfterGrace':
      return decideSwapAfterGrace(session, command.turn, at);
    case 'handOff':
      return decideHandoff(session, command, context);
    case 'noteHandoff':
      return decideNote(session, command, actor);
    case 'skipNext':
      return decideSkip(session, command.turn, at);
    case 'restartTurn':
      return decideRestart(session, command.turn, at);
    case 'takeBreak':
      return decideBreak(session, command.turn, at);
    case 'planBreak':
      return decideBreakPlan(session, command.planned);
    case 'endBreak':
      return decideEndOfBreak(session, command.turn, at);
    case 'planEnd':
      return decidePlannedEnd(session, command.at, at);
    default:
      return assertNever(command);
  }
}
