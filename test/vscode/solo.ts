import * as v from 'valibot';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

const line = v.object({ event: v.looseObject({ type: v.string() }) });
export type Event = v.InferOutput<typeof line>['event'];

/** The events in the text of a journal, oldest first. */
export function eventsIn(journal: string): readonly Event[] {
  return journal
    .split('\n')
    .slice(1)
    .filter((text) => text !== '')
    .map((text) => v.parse(line, JSON.parse(text)).event);
}

export async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(`interpair.${command}`, ...args);
}

/** How a partner joins the sessions that are started from now on; asked each time if not said. */
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
  await pressEnterUntil(() => done);
  await finished;
}

export async function pressEnterUntil(isDone: () => boolean): Promise<void> {
  await eventually(async () => {
    if (!isDone()) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    return isDone();
  });
}
