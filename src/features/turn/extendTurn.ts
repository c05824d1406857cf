import * as vscode from 'vscode';
import { minute } from '../../core/time.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';

/** The minutes offered. */
const extensions = [5, 10, 15];

/** Extends the turn or the break by so many minutes, or by as many as the person says. */
export async function extendTurn(active: ActiveSession, minutes: unknown): Promise<void> {
  const isBreak = sessionOf(active).turn.state === 'break';
  const title = isBreak ? 'Extend the break' : 'Extend the turn';
  const chosen = typeof minutes === 'number' ? minutes : await pickMinutes(title);
  if (chosen !== undefined) {
    await active.replica.dispatch({ type: 'extendTurn', by: chosen * minute });
  }
}

async function pickMinutes(title: string): Promise<number | undefined> {
  const other = 'Other…';
  const picked = await vscode.window.showQuickPick(
    [...extensions.map((minutes) => `${minutes} minutes`), other],
    { title, placeHolder: 'By how much?' },
  );
  if (picked === undefined) {
    return undefined;
  }
  return picked === other ? inputMinutes(title) : Number.parseInt(picked, 10);
}

async function inputMinutes(title: string): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Minutes, from 1 to 240',
    validateInput: (text) => (isMinutes(text) ? undefined : 'Type a number from 1 to 240.'),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isMinutes(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 240;
}
