import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The folder that is open, on disk. */
export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) {
    throw new Error('The tests need a folder that is open.');
  }
  return folder.uri.fsPath;
}

/** Sets a setting of the extension in the open folder; `undefined` for its default. */
export async function configure(setting: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('interpair')
    .update(setting, value, vscode.ConfigurationTarget.Workspace);
}

/** Writes a file into the open folder and shows it with the cursor at `|`, or else at the end. */
export async function showFile(name: string, content: string): Promise<vscode.TextEditor> {
  const path = join(workspaceFolder(), name);
  const { text, cursor } = withoutCursor(content);
  await writeFile(path, text);
  return show(await vscode.workspace.openTextDocument(path), cursor);
}

/** Shows a document that was never saved. */
export async function showUntitled(language: string, content: string): Promise<vscode.TextEditor> {
  const { text, cursor } = withoutCursor(content);
  return show(await vscode.workspace.openTextDocument({ language, content: text }), cursor);
}

export async function show(document: vscode.TextDocument, cursor = 0): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(document);
  const position = document.positionAt(cursor);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

/** Closes every editor, with what was not saved in it. */
export async function closeEditors(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** The files of the sessions in the open folder that end in `ending`, with their content. */
export async function records(ending: '.jsonl' | '.md'): Promise<ReadonlyMap<string, string>> {
  const folder = join(workspaceFolder(), '.interpair', 'sessions');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending));
  const read = async (name: string) => [name, await readFile(join(folder, name), 'utf8')] as const;
  return new Map(await Promise.all(names.sort().map(read)));
}

/** Leaves no session's record behind, for the suite that comes next. */
export async function forgetRecords(): Promise<void> {
  await rm(join(workspaceFolder(), '.interpair', 'sessions'), { recursive: true, force: true });
}

function withoutCursor(content: string): { text: string; cursor: number } {
  const at = content.indexOf('|');
  return at < 0
    ? { text: content, cursor: content.length }
    : { text: content.slice(0, at) + content.slice(at + 1), cursor: at };
}
