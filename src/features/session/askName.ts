import * as vscode from 'vscode';
import { limits } from '../../protocol/limits.ts';

/** Asks for the name that someone at this window has in a session; `undefined` if they would rather not join. */
export async function askName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Join a paired session',
    prompt: 'Your name as your partners see it',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.length > limits.name
        ? `Type a name of at most ${limits.name} characters.`
        : undefined,
  });
  return name?.trim();
}
