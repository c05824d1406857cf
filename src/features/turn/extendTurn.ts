import * as vscode from 'vscode';
import { minute } from '../../core/time.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import { HumanError } from '../../util/humanError.ts';

/** The minutes offered. */
const extensions = [5, 10, 15];
/** The minutes that may be typed, or stand in a key binding. */
const fewest = 1;
const most = 240;
const outside = `Type a number from ${fewest} to ${most}.`;

/**
 * Extends the turn or the break by so many minutes, or by as many as the person says.
 *
 * @throws {HumanError} if a key binding says something else than such a number.
 */
export async function extendTurn(active: ActiveSession, minutes: unknown): Promise<void> {
  const isBreak = sessionOf(active).turn.state === 'break';
  const title = isBreak ? 'Extend the break' : 'Extend the turn';
  if (typeof minutes === 'number' && !isInRange(minutes)) {
    throw new HumanError(
      `A turn can't be extended by ${minutes} minutes; give the command a number from ${fewest} to ${most}.`,
    );
  }
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
    prompt: `Minutes, from ${fewest} to ${most}`,
    validateInput: (text) => (isMinutes(text) ? undefined : outside),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isMinutes(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text.trim()) && isInRange(Number(text));
}

function isInRange(minutes: number): boolean {
  return minutes >= fewest && minutes <= most;
}
