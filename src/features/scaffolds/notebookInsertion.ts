import * as vscode from 'vscode';
import { isPythonCell } from '../../platform/code/codeInFront.ts';
import type { CellInsertion } from '../../scaffolds/planInsertion.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { HumanError } from '../../util/humanError.ts';

/**
 * Inserts a Markdown cell and a code cell below the active one, as one step of undo.
 *
 * @returns what was inserted, and the new code cell
 * @throws {HumanError} with what to do, if the notebook can't take it; then it is unchanged.
 */
export async function insertCells(
  editor: vscode.NotebookEditor,
  scaffold: Scaffold,
): Promise<{ readonly plan: CellInsertion; readonly cell: vscode.NotebookCell }> {
  const { notebook } = editor;
  throwIfForeign(notebook.getCells());
  const codeOf = (part: readonly vscode.NotebookCell[]) =>
    part.filter(isPythonCell).map(({ document }) => document.getText());
  const { planCells } = await import('../../scaffolds/planInsertion.ts');
  const { projectModules } = await import('../../platform/code/projectModules.ts');
  const code = codeOf(notebook.getCells()).join('\n');
  const modules = await projectModules(notebook.uri, code);
  // The cells and the place only now: they may have changed while the modules were read.
  const cells = notebook.getCells();
  const index = Math.min(editor.selection.end, notebook.cellCount);
  const plan = planCells(
    { above: codeOf(cells.slice(0, index)), below: codeOf(cells.slice(index)) },
    scaffold,
    { preferred: selectedName(cells), modules },
  );
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [
    vscode.NotebookEdit.insertCells(index, [
      new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, plan.markdown, 'markdown'),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, plan.code.text, 'python'),
    ]),
  ]);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new HumanError(
      'The notebook changed or could not be edited just then, so nothing was inserted; try again.',
    );
  }
  const added = new vscode.NotebookRange(index + 1, index + 2);
  editor.selection = added;
  editor.revealRange(added, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  return { plan, cell: notebook.cellAt(index + 1) };
}

function throwIfForeign(cells: readonly vscode.NotebookCell[]): void {
  const code = cells.filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const [first] = code;
  if (first !== undefined && !code.some(isPythonCell)) {
    throw new HumanError(
      `Scaffolds are Python, and the cells of this notebook are ${first.document.languageId}; open a Python notebook, or choose a Python kernel for this one.`,
    );
  }
}

/** The name that is selected in a cell that is being edited. */
function selectedName(cells: readonly vscode.NotebookCell[]): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const isCell = cells.some(({ document }) => document === editor?.document);
  const text = isCell && editor ? editor.document.getText(editor.selection).trim() : '';
  return /^[A-Za-z_]\w*$/.test(text) ? text : undefined;
}
