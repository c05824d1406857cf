import * as vscode from 'vscode';
import type { Event } from '../../util/emitter.ts';
import type { ApiRepository } from './gitApi.ts';

/** The scheme of the documents behind the message boxes of the Source Control view. */
const scheme = 'vscode-scm';

/** Fires when something is typed into a message box, of any repository. */
export const onDidChangeMessages: Event<void> = (listener) =>
  vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.scheme === scheme) {
      listener();
    }
  });

/**
 * Changes the message in the box of a repository, unless it has changed meanwhile. A box that is shown is
 * edited as a document: then nothing is lost that is typed at this moment, and the cursor stays where it
 * is, unless something is added right there.
 *
 * @param before what is in it.
 * @returns whether it was changed.
 */
export async function changeMessage(
  { inputBox, rootUri }: Pick<ApiRepository, 'inputBox' | 'rootUri'>,
  before: string,
  after: string,
): Promise<boolean> {
  if (inputBox.value !== before) {
    return false;
  }
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) =>
      uri.scheme === scheme && new URLSearchParams(uri.query).get('rootUri') === rootUri.toString(),
  );
  if (document !== undefined && isSame(document.getText(), before)) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, ...smallestEdit(document, after));
    if (!(await vscode.workspace.applyEdit(edit))) {
      return false; // It was typed into at this moment.
    }
  }
  // Behind a box that was never shown is a document that leads nowhere.
  if (!isSame(inputBox.value, after)) {
    inputBox.value = after;
  }
  return true;
}

/** What differs between a document and what it should be. */
function smallestEdit(
  document: vscode.TextDocument,
  wanted: string,
): [range: vscode.Range, text: string] {
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const before = document.getText();
  const after = wanted.replace(/\r?\n/g, lineEnd);
  let start = 0;
  while (start < before.length && before[start] === after[start]) {
    start++;
  }
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length));
  return [range, after.slice(start)];
}

function isSame(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
