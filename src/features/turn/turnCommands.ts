import * as vscode from 'vscode';
import type { SessionCommand } from '../../core/command.ts';
import { type Millis, minute, second } from '../../core/time.ts';
import type { CommandTable } from '../../platform/commands.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';

/** The minutes offered when a turn is extended. */
const extensions = [5, 10, 15];

/** Whoever asks for a swap this soon after their partner's means that one: they pressed together. */
const together: Millis = 2 * second;

/** What a person can do to the turn. */
export function turnCommands(sessions: Sessions): CommandTable {
  const dispatch = (command: SessionCommand) => sessions.require().replica.dispatch(command);
  return {
    swapRoles: () => dispatch({ type: 'swapRoles', turn: turnSeen(sessions.require()) }),
    takeOver: () => {
      const active = sessions.require();
      return active.replica.dispatch({
        type: 'swapRoles',
        turn: sessionOf(active).turn.number,
        to: active.me,
      });
    },
    pauseTurn: () => dispatch({ type: 'pauseTurn' }),
    resumeTurn: () => dispatch({ type: 'resumeTurn' }),
    extendTurn: async (minutes) => {
      const chosen = typeof minutes === 'number' ? minutes : await pickMinutes();
      if (chosen !== undefined) {
        await dispatch({ type: 'extendTurn', by: chosen * minute });
      }
    },
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

async function pickMinutes(): Promise<number | undefined> {
  const other = 'Other…';
  const picked = await vscode.window.showQuickPick(
    [...extensions.map((minutes) => `${minutes} minutes`), other],
    { title: 'Extend the turn', placeHolder: 'By how much?' },
  );
  if (picked === undefined) {
    return undefined;
  }
  return picked === other ? inputMinutes() : Number.parseInt(picked, 10);
}

async function inputMinutes(): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Extend the turn',
    prompt: 'Minutes, from 1 to 240',
    validateInput: (text) => (isMinutes(text) ? undefined : 'Type a number from 1 to 240.'),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isMinutes(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 240;
}
