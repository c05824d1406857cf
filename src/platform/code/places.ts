import * as vscode from 'vscode';
import { snapshot } from '../../core/codeLines.ts';
import type { Place } from '../../core/question.ts';
import { isOwn, notebookOf, sourceOf, wholePath } from './sourceCode.ts';
import { tellsItsText } from './tellsItsText.ts';

/** The place at lines of a document, counted from 0, so that any participant finds it again. */
export function placeAt(document: vscode.TextDocument, line: number, lines = 1): Place {
  const notebook = notebookOf(document);
  const path = wholePath(document);
  const index = notebook?.getCells().findIndex((cell) => cell.document === document);
  const cell = index === undefined ? {} : { cell: index + 1 };
  if (!tellsItsText(document)) {
    const span = lines > 1 ? { lines } : {};
    return { path, ...cell, line: line + 1, text: '', ...span };
  }
  const source = sourceOf(document);
  const first = source.parts.find((part) => part.document === document)?.first ?? 0;
  return { path, ...cell, ...snapshot(source.lines, first + line + 1, lines), line: line + 1 };
}

/** The place of a selection, or of the cursor's line, without blank lines around it. */
export function placeOfRange(document: vscode.TextDocument, range: vscode.Range): Place {
  let first = range.start.line;
  let last = range.end.line;
  if (last > first && range.end.character === 0) {
    last--; // Whole lines are selected up to the start of the next.
  }
  const isBlank = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  while (first < last && isBlank(first)) {
    first++;
  }
  while (last > first && isBlank(last)) {
    last--;
  }
  return placeAt(document, first, last - first + 1);
}

/** The place of the cursor in Python code; `undefined` elsewhere, where a line may be a secret. */
export function placeOfCursor(editor: vscode.TextEditor | undefined): Place | undefined {
  return editor?.document.languageId === 'python'
    ? placeAt(editor.document, editor.selection.active.line)
    : undefined;
}

/**
 * Where someone is who hands over: at the line of the cursor, whatever the file. `undefined` where no
 * partner could follow, as in an output channel or in a file that was never saved.
 */
export function placeInFront(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  const cell = cellInFront();
  const document = cell?.document ?? editor?.document;
  const uri = cell?.notebook.uri ?? document?.uri;
  if (document === undefined || uri === undefined || uri.scheme === 'untitled' || !isOwn(uri)) {
    return undefined;
  }
  const isIn = editor?.document === document;
  return placeAt(document, isIn ? editor.selection.active.line : 0);
}

/** The cell that is selected, also while nobody types in it. */
function cellInFront(): vscode.NotebookCell | undefined {
  const { notebook, selection } = vscode.window.activeNotebookEditor ?? {};
  return selection && notebook?.getCells()[selection.start];
}
