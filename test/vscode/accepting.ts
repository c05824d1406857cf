import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

/** Presses Enter in whatever quick input is open until the command has come to its end. */
export async function accepting(command: PromiseLike<unknown>): Promise<void> {
  let done = false;
  const finished = Promise.resolve(command).finally(() => {
    done = true;
  });
  await eventually(async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return done;
  });
  await finished;
}
