import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { records, workspaceFolder } from './workspace.ts';

const line = v.object({ event: v.looseObject({ type: v.string() }) });
export type JournalEvent = v.InferOutput<typeof line>['event'];

export async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(`interpair.${command}`, ...args);
}

/** Sets how a partner joins; `undefined` for what it was. */
export async function choose(connection: 'solo' | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('interpair')
    .update('connection.default', connection, vscode.ConfigurationTarget.Workspace);
}

/** Presses Enter in whatever quick input is open until the command has come to its end. */
export async function accepting(command: Promise<void>): Promise<void> {
  let done = false;
  const finished = command.finally(() => {
    done = true;
  });
  await eventually(async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return done;
  });
  await finished;
}

/** The events in the one journal of the workspace. */
export async function journalEvents(): Promise<readonly JournalEvent[]> {
  const [journal = ''] = (await records('.jsonl')).values();
  return journal
    .split('\n')
    .slice(1)
    .filter((text) => text !== '')
    .map((text) => v.parse(line, JSON.parse(text)).event);
}

/** Removes what sessions have left in the workspace, so that the next suite finds none of it. */
export async function forgetRecords(): Promise<void> {
  await rm(join(workspaceFolder(), '.interpair'), { recursive: true, force: true });
}
