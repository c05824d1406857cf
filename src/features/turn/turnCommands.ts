import * as vscode from 'vscode';
import type { SessionCommand } from '../../core/command.ts';
import { minute } from '../../core/time.ts';
import { sessionOf } from '../../platform/activeSession.ts';
import type { CommandTable } from '../../platform/commands.ts';
import type { Sessions } from '../../platform/sessions.ts';

/** The minutes offered when a turn is extended. */
const extensions = [5, 10, 15];

/** What a person can do to the turn. */
export function turnCommands(sessions: Sessions): CommandTable {
  const dispatch = (command: SessionCommand) => sessions.require().replica.dispatch(command);
  const turnNumber = () => sessionOf(sessions.require()).turn.number;
  return {
    swapRoles: () => dispatch({ type: 'swapRoles', turn: turnNumber() }),
    takeOver: () => dispatch({ type: 'swapRoles', turn: turnNumber(), to: sessions.require().me }),
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
