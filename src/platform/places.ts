import * as v from 'valibot';
import * as vscode from 'vscode';
import { locate } from '../core/place.ts';
import type { Place } from '../core/question.ts';
import { HumanError } from '../util/humanError.ts';

const placeSchema = v.object({ path: v.string(), line: v.number(), text: v.string() });

/** Longer lines are cut, in a place as in the search for it. */
const longestText = 200;

/** The place at a line of a document, counted from 0, so that any participant finds it again. */
export function placeAt(document: vscode.TextDocument, line: number): Place {
  const known = vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
  const path = known
    ? vscode.workspace.asRelativePath(document.uri, false)
    : (document.uri.path.split('/').at(-1) ?? document.uri.path);
  return { path, line: line + 1, text: lineText(document, line) };
}

/** The place of the cursor in Python code; `undefined` elsewhere, where a line may be a secret. */
export function placeOfCursor(editor: vscode.TextEditor | undefined): Place | undefined {
  return editor?.document.languageId === 'python'
    ? placeAt(editor.document, editor.selection.active.line)
    : undefined;
}

/**
 * A place with the text of its line, if this window has the file: where the driver is comes without it.
 */
export async function withText(place: Place): Promise<Place> {
  if (place.text !== '') {
    return place;
  }
  try {
    const document = await findDocument(place.path);
    const line = Math.min(place.line, document.lineCount) - 1;
    return document.languageId === 'python' ? { ...place, text: lineText(document, line) } : place;
  } catch {
    return place; // The file is not here; its line number is still right.
  }
}

/**
 * Shows a place in an editor, where its line has moved to by now.
 *
 * @throws {HumanError} if this window's folders don't have the file.
 */
export async function openPlace(argument: unknown): Promise<void> {
  const place: Place = v.parse(placeSchema, argument);
  const document = await findDocument(place.path);
  const lines = Array.from({ length: document.lineCount }, (_, line) => lineText(document, line));
  const line = locate(place, lines) - 1;
  const range = document.lineAt(line).range;
  const editor = await vscode.window.showTextDocument(document, { selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function findDocument(path: string): Promise<vscode.TextDocument> {
  const inside = !path.split(/[\\/]/).includes('..');
  for (const folder of inside ? (vscode.workspace.workspaceFolders ?? []) : []) {
    const uri = vscode.Uri.joinPath(folder.uri, path);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      continue; // Not in this folder.
    }
    return vscode.workspace.openTextDocument(uri);
  }
  // Outside of a folder the path is the file's name alone.
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => ['file', 'untitled'].includes(uri.scheme) && uri.path.split('/').at(-1) === path,
  );
  if (open === undefined) {
    throw new HumanError(
      `"${path}" is not in a folder that is open here; open the folder that your partner works in.`,
    );
  }
  return open;
}

function lineText(document: vscode.TextDocument, line: number): string {
  return document.lineAt(line).text.trim().slice(0, longestText);
}
