import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Found, locate } from '../../core/place.ts';
import type { Place } from '../../core/question.ts';
import { placeSchema } from '../../protocol/place.ts';
import { HumanError } from '../../util/humanError.ts';
import {
  notebookOf,
  openSources,
  type SourceCode,
  sourceOf,
  sourceOfNotebook,
} from './sourceCode.ts';

/** How long the window says that the code is gone, in milliseconds. */
const noticeTime = 10_000;

/** Of a host's folders inside of one: each costs a look over the network, and more are rare. */
const mostInside = 4;

/** Where a place is in this window now. */
export interface FoundHere {
  /** The file's, or the cell's. */
  readonly document: vscode.TextDocument;
  /** From the start of its first line to the end of its last. */
  readonly range: vscode.Range;
  readonly how: Found['how'];
}

/** Where a place is in a file or notebook of its path. */
export function findIn(source: SourceCode, place: Place): FoundHere | undefined {
  const { parts, lines } = source;
  const cell = place.cell === undefined ? undefined : parts.at(place.cell - 1);
  const offset = place.cell === undefined ? 0 : (cell ?? parts.at(-1))?.first;
  const found = locate({ ...place, line: (offset ?? 0) + place.line }, lines);
  const part = parts.findLast(({ first }) => first < found.line);
  if (part === undefined) {
    return undefined; // A notebook without a cell.
  }
  const { document } = part;
  const start = document.lineAt(found.line - 1 - part.first);
  const end = document.lineAt(Math.min(start.lineNumber + found.lines, document.lineCount) - 1);
  return { document, range: start.range.union(end.range), how: found.how };
}

/**
 * Whether the code at a place is gone, as far as the documents that are open in this window tell: of all
 * the places that are asked for at one moment, since each document is read once.
 */
export function goneNow(): (place: Place) => boolean {
  const sources = new Map<string, readonly SourceCode[]>();
  return (place) => {
    const known = sources.get(place.path) ?? openSources((path) => path === place.path);
    sources.set(place.path, known);
    const found = known.map((source) => findIn(source, place)?.how ?? 'gone');
    return found.length > 0 && found.every((how) => how === 'gone');
  };
}

/**
 * Shows a place in an editor, where its line has moved to by now. Where its code is gone, shows where
 * it stood, and says so. Everything that is open stays as and where it is.
 *
 * @param then what the person does there: `look` at its lines, which are selected, or `type`.
 * @throws {HumanError} if this window's folders don't have the file.
 */
export async function openPlace(argument: unknown, then: 'look' | 'type' = 'look'): Promise<void> {
  const place = v.parse(placeSchema, argument);
  const found = findIn(await findSource(place), place);
  if (found === undefined) {
    throw new HumanError(`"${place.path}" has no cells any more, so the code is gone.`);
  }
  const { document, range, how } = found;
  const notebook = notebookOf(document);
  const viewColumn = columnWith(notebook?.uri ?? document.uri);
  const options = {
    selection: then === 'look' ? range : startOf(document, range),
    // Another file's preview would be replaced.
    preview: false,
    ...(viewColumn === undefined ? {} : { viewColumn }),
  };
  if (notebook === undefined) {
    const editor = await vscode.window.showTextDocument(document, options);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } else {
    await vscode.commands.executeCommand('vscode.open', document.uri, options);
  }
  if (how === 'gone') {
    vscode.window.setStatusBarMessage('The code is gone; it stood here.', noticeTime);
  }
}

/** Where typing goes on without replacing anything. */
function startOf(document: vscode.TextDocument, { start }: vscode.Range): vscode.Range {
  const { firstNonWhitespaceCharacterIndex } = document.lineAt(start.line);
  const at = new vscode.Position(start.line, firstNonWhitespaceCharacterIndex);
  return new vscode.Range(at, at);
}

/**
 * The group of editors that has a file already: the active one, or else one that shows it, or else one
 * that has it behind another; `undefined` if none has.
 */
function columnWith(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const wanted = uri.toString();
  const has = ({ input }: vscode.Tab) =>
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) &&
    input.uri.toString() === wanted;
  const showing = all.filter(({ activeTab }) => activeTab !== undefined && has(activeTab));
  return [activeTabGroup, ...showing, ...all].find(({ tabs }) => tabs.some(has))?.viewColumn;
}

async function findSource(place: Place): Promise<SourceCode> {
  const { path } = place;
  const sources: SourceCode[] = [];
  for (const uri of await filesOf(path)) {
    sources.push(
      place.cell === undefined
        ? sourceOf(await vscode.workspace.openTextDocument(uri))
        : sourceOfNotebook(await vscode.workspace.openNotebookDocument(uri)),
    );
  }
  // Outside of a folder the path is the file's name alone, which others may bear that have other code.
  const outside = openSources((name) => name === path).filter(
    (source) => findIn(source, place)?.how !== 'gone',
  );
  const found = bestOf([...sources, ...outside], place);
  if (found === undefined) {
    throw new HumanError(
      `"${path}" is not in a folder that is open here; open the folder that your partner works in, or look for the code under another name if the file was renamed.`,
    );
  }
  return found;
}

/** Of files that have one path in several folders, the one with the code; if none can be told, the first. */
function bestOf(sources: readonly SourceCode[], place: Place): SourceCode | undefined {
  const order: readonly unknown[] = ['same', 'moved', 'changed', 'gone', undefined];
  const rank = (source: SourceCode) =>
    place.text === '' ? 0 : order.indexOf(findIn(source, place)?.how);
  return sources.toSorted((one, other) => rank(one) - rank(other))[0];
}

/** The files of a path in the folders that are open here. */
async function filesOf(path: string): Promise<readonly vscode.Uri[]> {
  const isInside = !path.split(/[\\/]/).includes('..');
  const uris = (isInside ? (vscode.workspace.workspaceFolders ?? []) : [])
    .flatMap(({ uri }) => [uri, ...foldersInside(uri)])
    .map((folder) => vscode.Uri.joinPath(folder, path));
  const areThere = await Promise.all(uris.map(isThere));
  return uris.filter((_, index) => areThere[index]);
}

/** The folders of a Live Share host with several, where they are not folders here: see `pathOf`. */
function foldersInside(uri: vscode.Uri): readonly vscode.Uri[] {
  return uri.scheme === 'vsls' && uri.path === '/'
    ? Array.from({ length: mostInside }, (_, index) => vscode.Uri.joinPath(uri, `~${index}`))
    : [];
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
