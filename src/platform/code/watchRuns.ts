import * as vscode from 'vscode';
import type { RunOutcome } from '../../core/event.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { sharingOf } from '../sharing/codeSharing.ts';
import { CellRuns } from './cellRuns.ts';
import type { Runs } from './runs.ts';

/** What a shell gives a command that was interrupted from its terminal. */
const interrupted = 130;

/**
 * Tells of the commands in this window's terminals, as far as its shells tell VS Code, of tasks that are
 * meant to end, and of the cells of notebooks.
 */
export function watchRuns(runs: Runs): Disposable {
  const { window, workspace, tasks } = vscode;
  const store = new DisposableStore();
  store.add(
    window.onDidStartTerminalShellExecution(({ execution, terminal }) =>
      runs.start(execution, terminal, {
        commandLine: execution.commandLine.value,
        read: () => execution.read(),
      }),
    ),
  );
  store.add(
    window.onDidEndTerminalShellExecution(({ execution, exitCode }) =>
      runs.end(execution, outcomeOf(exitCode)),
    ),
  );
  store.add(window.onDidCloseTerminal((terminal) => runs.endAllOf(terminal)));

  store.add(
    tasks.onDidStartTaskProcess(({ execution }) => {
      const { name, isBackground } = execution.task;
      if (!isBackground) {
        const label = `Task ${name}`;
        runs.start(execution, execution, { label, commandLine: commandLineOf(execution.task) });
      }
    }),
  );
  store.add(
    tasks.onDidEndTaskProcess(({ execution, exitCode }) =>
      runs.end(execution, outcomeOf(exitCode)),
    ),
  );
  store.add(tasks.onDidEndTask(({ execution }) => runs.endAllOf(execution)));

  const cells = new CellRuns(runs);
  store.add(
    workspace.onDidChangeNotebookDocument(({ notebook, cellChanges, contentChanges }) => {
      if (sharingOf(notebook.uri) !== undefined) {
        return; // It runs at the host's, and what comes here of that may have no end.
      }
      for (const { cell, executionSummary } of cellChanges) {
        if (executionSummary !== undefined) {
          cells.changed(cell, executionSummary);
        }
      }
      for (const cell of contentChanges.flatMap(({ removedCells }) => removedCells)) {
        runs.end(cell, 'stopped');
      }
    }),
  );
  store.add(workspace.onDidCloseNotebookDocument((notebook) => runs.endAllOf(notebook)));
  return store;
}

/** @param exitCode `undefined` where the terminal went before the shell could tell. */
function outcomeOf(exitCode: number | undefined): RunOutcome {
  if (exitCode === undefined || exitCode === interrupted) {
    return 'stopped';
  }
  return exitCode === 0 ? 'done' : 'failed';
}

function commandLineOf({ execution }: vscode.Task): string {
  if (execution === undefined || execution instanceof vscode.CustomExecution) {
    return '';
  }
  if (execution instanceof vscode.ProcessExecution) {
    return [execution.process, ...execution.args].join(' ');
  }
  const { commandLine, command, args } = execution;
  const words = [command, ...(args ?? [])].map((word) =>
    typeof word === 'string' ? word : word?.value,
  );
  return commandLine ?? words.join(' ');
}
