import * as vscode from 'vscode';
import { notebookText } from '../../scaffolds/notebookText.ts';

/** The Python code that someone is looking at, and where in it. */
export interface CodeInFront {
  /** Of the file or the notebook. */
  readonly uri: vscode.Uri;
  /** Of a notebook, its Python cells one below the other, each with its marker. */
  readonly text: string;
  /** Of the cursor. */
  readonly offset: number;
  /** Of the cursor, counted from 0. */
  readonly line: number;
}

/** The code in the editor in front, in a file or a notebook; undefined for anything but Python. */
export function codeInFront(): CodeInFront | undefined {
  const editor = vscode.window.activeTextEditor;
  const notebook = vscode.window.activeNotebookEditor;
  if (notebook !== undefined) {
    return codeOfNotebook(notebook, editor);
  }
  if (editor?.document.languageId !== 'python') {
    return undefined;
  }
  const { active } = editor.selection;
  return {
    uri: editor.document.uri,
    text: editor.document.getText(),
    offset: editor.document.offsetAt(active),
    line: active.line,
  };
}

/** Whether a document is a cell of Python code. */
export function isPythonCell(cell: vscode.NotebookCell): boolean {
  return isCode(cell) && cell.document.languageId === 'python';
}

function codeOfNotebook(
  { notebook, selection }: vscode.NotebookEditor,
  editor: vscode.TextEditor | undefined,
): CodeInFront | undefined {
  const cells = notebook.getCells();
  if (!cells.some(isPythonCell)) {
    return undefined;
  }
  const active = cells[selection.start];
  const cursor =
    active !== undefined && editor?.document === active.document
      ? active.document.offsetAt(editor.selection.active)
      : Number.POSITIVE_INFINITY;
  const known = cells.map((cell) => ({
    isCode: isPythonCell(cell),
    text: isPythonCell(cell) || !isCode(cell) ? cell.document.getText() : '',
  }));
  const { text, offset } = notebookText(known, selection.start, cursor);
  return { uri: notebook.uri, text, offset, line: text.slice(0, offset).split('\n').length - 1 };
}

function isCode({ kind }: vscode.NotebookCell): boolean {
  return kind === vscode.NotebookCellKind.Code;
}
