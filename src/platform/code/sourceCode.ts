import * as vscode from 'vscode';
import { CodeLines } from '../../core/codeLines.ts';
import { sharingOf } from '../sharing/codeSharing.ts';

/** A file, or a whole notebook with its cells one below the other, as it is in this window now. */
export interface SourceCode {
  /** Relative to the workspace folder, with forward slashes; the name alone outside of one. */
  readonly path: string;
  readonly lines: CodeLines;
  /** Of a notebook its cells, of a file the one document; each with the index of its first line. */
  readonly parts: readonly { readonly document: vscode.TextDocument; readonly first: number }[];
}

/** The file, or the notebook, that a document is or is a cell of. */
export function sourceOf(document: vscode.TextDocument): SourceCode {
  const notebook = notebookOf(document);
  return notebook === undefined ? joined(document.uri, [document]) : sourceOfNotebook(notebook);
}

/** A notebook, each of its cells whatever its language. */
export function sourceOfNotebook(notebook: vscode.NotebookDocument): SourceCode {
  return joined(
    notebook.uri,
    notebook.getCells().map(({ document }) => document),
  );
}

/**
 * The files and notebooks of some paths that are open in this window, but for what only shows another's
 * text.
 */
export function openSources(isWanted: (path: string) => boolean): SourceCode[] {
  const wanted = ({ uri }: { readonly uri: vscode.Uri }) => isOwn(uri) && isWanted(pathOf(uri));
  return [
    ...vscode.workspace.notebookDocuments.filter(wanted).map(sourceOfNotebook),
    ...vscode.workspace.textDocuments.filter(wanted).map(sourceOf),
  ];
}

/** What a partner's window knows the file or notebook by that a document is or is a cell of. */
export function wholePath(document: vscode.TextDocument): string {
  return pathOf(uriOf(document));
}

/** Of the file or notebook that a document is or is a cell of. */
export function uriOf(document: vscode.TextDocument): vscode.Uri {
  return notebookOf(document)?.uri ?? document.uri;
}

/**
 * What a partner's window knows a file by. The names of workspace folders are no part of it: each window
 * may have others.
 */
export function pathOf(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = folder && vscode.workspace.asRelativePath(uri, false);
  // Below `/~external` Live Share has the files that are in no folder of the host's.
  if (path === undefined || (uri.scheme === 'vsls' && path.startsWith('~external/'))) {
    return uri.path.split('/').at(-1) ?? uri.path;
  }
  // Of a host with several folders a guest has each below `vsls:/~0`, `vsls:/~1` and so on, mostly as
  // folders of their own, but not always (microsoft/live-share#4034).
  return uri.scheme === 'vsls' ? path.replace(/^~\d+\//, '') : path;
}

export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return document.uri.scheme === 'vscode-notebook-cell'
    ? vscode.workspace.notebookDocuments.find((notebook) =>
        notebook.getCells().some((cell) => cell.document === document),
      )
    : undefined;
}

/** Not a version of git's, an output channel or the like. */
export function isOwn(uri: vscode.Uri): boolean {
  return (
    ['file', 'untitled'].includes(uri.scheme) ||
    sharingOf(uri) !== undefined ||
    vscode.workspace.getWorkspaceFolder(uri) !== undefined
  );
}

function joined(uri: vscode.Uri, documents: readonly vscode.TextDocument[]): SourceCode {
  const texts: string[] = [];
  const parts = documents.map((document) => {
    const first = texts.length;
    const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    for (const text of document.getText().split(lineEnd)) {
      texts.push(text);
    }
    return { document, first };
  });
  return { path: pathOf(uri), lines: new CodeLines(texts), parts };
}
