import type { SessionCommand } from '../../core/command.ts';
import { type Millis, second } from '../../core/time.ts';
import type { CommandTable } from '../../platform/commands.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';

/** Whoever asks for a swap this soon after their partner's means that one: they pressed together. */
const together: Millis = 2 * second;

/** What a person can do to the turn. */
export function turnCommands(sessions: Sessions): CommandTable {
  const dispatch = (command: SessionCommand) => sessions.require().replica.dispatch(command);
  const turnOn = () => sessionOf(sessions.require()).turn.number;
  return {
    swapRoles: (how) =>
      dispatch({
        type: 'swapRoles',
        turn: turnSeen(sessions.require()),
        skipBreak: how === 'skipBreak',
      }),
    takeOver: () => dispatch({ type: 'swapRoles', turn: turnOn(), to: sessions.require().me }),
    pauseTurn: () => dispatch({ type: 'pauseTurn' }),
    resumeTurn: () => dispatch({ type: 'resumeTurn' }),
    extendTurn: async (minutes) =>
      (await import('./extendTurn.ts')).extendTurn(sessions.require(), minutes),
    skipNext: () => dispatch({ type: 'skipNext', turn: turnOn() }),
    restartTurn: () => dispatch({ type: 'restartTurn', turn: turnOn() }),
    takeBreak: async () => (await import('./takeBreak.ts')).takeBreak(sessions.require()),
    planEnd: async () => (await import('./planEnd.ts')).planEnd(sessions.require()),
  };
}

/** The turn that a person wants to end who asks for a swap now; a stale one leads to nothing. */
function turnSeen(active: ActiveSession): number {
  const { replica, me } = active;
  const { number } = sessionOf(active).turn;
  const started = replica.entries.findLast(({ event }) => event.type === 'turnStarted');
  const isPartners =
    started?.event.type === 'turnStarted' &&
    started.actor !== me &&
    (started.event.reason === 'swap' || started.event.reason === 'expired');
  return isPartners && replica.now() - started.at < together ? number - 1 : number;
}
