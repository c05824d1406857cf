import type * as vscode from 'vscode';
import { snapshot } from '../../core/codeLines.ts';
import type { Place } from '../../core/question.ts';
import { notebookOf, sourceOf, wholePath } from './sourceCode.ts';
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
