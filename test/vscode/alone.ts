import assert from 'node:assert/strict';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { records } from './workspace.ts';

const line = v.object({ event: v.looseObject({ type: v.string() }) });
export type JournalEvent = v.InferOutput<typeof line>['event'];

/** Runs a command of the extension. */
export async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(`interpair.${command}`, ...args);
}

/** Sets how the partners of sessions that are started from now on join. */
export async function chooseConnection(connection: 'solo' | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('interpair')
    .update('connection.default', connection, vscode.ConfigurationTarget.Workspace);
}

/** Presses Enter in whatever quick input is open until the command has come to its end. */
export async function accepting(command: PromiseLike<unknown>): Promise<void> {
  let done = false;
  const finished = Promise.resolve(command).finally(() => {
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

/** The events in the text of a journal, oldest first, but for where the driver is. */
export function eventsIn(journal: string): readonly JournalEvent[] {
  return journal
    .split('\n')
    .slice(1)
    .filter((text) => text !== '')
    .map((text) => v.parse(line, JSON.parse(text)).event)
    .filter(({ type }) => type !== 'driverMoved');
}

/** The events in the newest journal of the open folder. */
export async function journalEvents(): Promise<readonly JournalEvent[]> {
  return eventsIn([...(await records('.jsonl')).values()].at(-1) ?? '');
}

/** What is new in that journal. */
export class JournalNews {
  #told = 0;

  /** The events since the last time that this was asked. */
  async news(): Promise<readonly JournalEvent[]> {
    const events = await journalEvents();
    const fresh = events.slice(this.#told);
    this.#told = events.length;
    return fresh;
  }

  /** Waits for news, which must be one event of this kind. */
  async happened(type: string): Promise<JournalEvent> {
    const [event, ...more] = await eventually(async () => {
      const events = await this.news();
      return events.length > 0 && events;
    });
    assert.deepEqual([event?.type, ...more], [type]);
    assert.ok(event);
    return event;
  }
}
