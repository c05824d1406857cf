import * as vscode from 'vscode';
import { clockTime } from '../../platform/clockTime.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import { editableTime, endSentence, readEnd } from './endTime.ts';

/** Asks when the session is meant to end. */
export async function planEnd(active: ActiveSession): Promise<void> {
  const { replica } = active;
  const { endsAt } = sessionOf(active);
  const read = (text: string) => readEnd(text, replica.now(), clockTime);
  const typed = await vscode.window.showInputBox({
    title: 'Set when the session ends',
    prompt: 'A time such as 15:30, or minutes from now such as 45; nothing for an open end',
    value: endsAt !== undefined && endsAt > replica.now() ? editableTime(endsAt) : '',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const end = read(text);
      return end.ok
        ? {
            message: endSentence(end.value, replica.now(), clockTime),
            severity: vscode.InputBoxValidationSeverity.Info,
          }
        : end.error;
    },
  });
  const end = typed === undefined ? undefined : read(typed);
  if (end?.ok) {
    const at = end.value;
    await replica.dispatch(at === undefined ? { type: 'planEnd' } : { type: 'planEnd', at });
  }
}
