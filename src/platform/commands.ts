import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable.ts';
import type { LogChannel } from './logChannel.ts';

/** What a command does; the arguments come from menus, links and other commands, and are not trusted. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void> | void;

/** Commands by their id without the prefix `interpair.`. When one is enabled stands in package.json. */
export type CommandTable = Readonly<Record<string, CommandHandler>>;

/** Commands whose code is loaded when the first of them runs. */
export function loadedLater<Id extends string>(
  ids: readonly Id[],
  load: () => Promise<Readonly<Record<Id, CommandHandler>>>,
): CommandTable {
  const handler =
    (id: Id): CommandHandler =>
    async (...args) =>
      (await load())[id](...args);
  return Object.fromEntries(ids.map((id) => [id, handler(id)]));
}

/** Registers commands such that a failure is shown in a sentence and written to the log. */
export function registerCommands(table: CommandTable, log: LogChannel): Disposable {
  const store = new DisposableStore();
  for (const [id, handler] of Object.entries(table)) {
    const run = async (...args: readonly unknown[]) => {
      try {
        await handler(...args);
      } catch (error) {
        log.report(`Command interpair.${id}`, error);
      }
    };
    store.add(vscode.commands.registerCommand(`interpair.${id}`, run));
  }
  return store;
}
