import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ApiRepository, GitApi } from './gitApi.ts';

/** Something open with changes that are not on disk. */
interface Unsaved {
  readonly uri: vscode.Uri;
  save(): Thenable<boolean>;
}

/** The files and notebooks of a repository that have changes which are not saved. */
export function unsavedIn(api: GitApi, { rootUri }: ApiRepository): readonly Unsaved[] {
  return [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments].filter(
    ({ isDirty, isUntitled, uri }) =>
      isDirty &&
      !isUntitled &&
      uri.scheme === 'file' &&
      api.getRepository(uri)?.rootUri.toString() === rootUri.toString(),
  );
}

/** A file's path relative to the root of its repository, with slashes. */
export function pathIn({ rootUri }: ApiRepository, uri: vscode.Uri): string {
  return path.relative(rootUri.fsPath, uri.fsPath).split(path.sep).join('/');
}
