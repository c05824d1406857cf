import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

/** Starts a command line in a new terminal, whose shell tells VS Code of it; resolves once it runs. */
export async function startInTerminal(
  commandLine: string,
): Promise<{ readonly terminal: vscode.Terminal; readonly ended: Promise<void> }> {
  const terminal = vscode.window.createTerminal('programs');
  const shell = await eventually(() => terminal.shellIntegration);
  const execution = shell.executeCommand(commandLine);
  const isIt = (event: { readonly execution: unknown }) => event.execution === execution;
  const ended = first(vscode.window.onDidEndTerminalShellExecution, isIt);
  await first(vscode.window.onDidStartTerminalShellExecution, isIt);
  return { terminal, ended };
}

/** Resolves once this has happened. */
function first<T>(event: vscode.Event<T>, isIt: (happened: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listening = event((happened) => {
      if (isIt(happened)) {
        listening.dispose();
        resolve();
      }
    });
  });
}

interface StartedCell {
  readonly execution: vscode.NotebookCellExecution;
  readonly kernel: vscode.NotebookController;
}

/** Starts the one cell of a new notebook; what comes of it is up to the test, which disposes the kernel. */
export async function startCell(): Promise<StartedCell> {
  const code = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'plot()', 'python');
  const data = new vscode.NotebookData([code]);
  return startCellOf(await vscode.workspace.openNotebookDocument('jupyter-notebook', data));
}

/** Starts the first cell of a notebook, likewise. */
export async function startCellOf(notebook: vscode.NotebookDocument): Promise<StartedCell> {
  await vscode.window.showNotebookDocument(notebook);
  const kernel = vscode.notebooks.createNotebookController('tests', 'jupyter-notebook', 'Tests');
  const execution = await new Promise<vscode.NotebookCellExecution>((resolve, reject) => {
    kernel.executeHandler = ([cell]) => {
      if (cell === undefined) {
        return reject(new Error('No cell was run.'));
      }
      const started = kernel.createNotebookCellExecution(cell);
      // With the time, as the kernels of Jupyter do.
      started.start(Date.now());
      started.executionOrder = 1;
      resolve(started);
    };
    kernel.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
    void vscode.commands.executeCommand('notebook.selectKernel', {
      id: 'tests',
      extension: 'interpair.interpair',
    });
    void vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
  });
  return { execution, kernel };
}
