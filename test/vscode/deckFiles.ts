import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { closeEditors, configure, workspaceFolder } from './workspace.ts';

/** A deck in which nothing is wrong. */
export const good = `questions:
  - id: team.first
    text: Is this one of ours?
    why: It is in no deck of Interpair.
    phase: [start, middle, stuck, believe, writeup]
    techniques: any
    source: practice
`;
/** One with a mistake, and what the Problems panel says of it. */
export const wrong = good.replace('any', 'attn');
export const wrongIs =
  '6:17-6:21 "techniques" is "attn": write one of any, gradient, attention, probe, activation, patching, lens, features, steering, remote.';

/** The folder of the team's decks in the open folder. */
export function decksFolder(): string {
  return join(workspaceFolder(), '.interpair', 'questions');
}

/** Writes a file into that folder. */
export async function writeDeck(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const path = join(decksFolder(), name);
  await mkdir(decksFolder(), { recursive: true });
  await writeFile(path, content);
  return vscode.Uri.file(path);
}

/** What the Problems panel says of a file, with lines and columns as an editor counts them. */
export function problems(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Interpair')
    .map(({ range: { start, end }, message }) => {
      const at = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
      return `${at} ${message}`;
    });
}

export async function problemsAre(uri: vscode.Uri, ...expected: readonly string[]): Promise<void> {
  await eventually(() => problems(uri).join('\n') === expected.join('\n'));
}

export async function nameDecks(entries: readonly unknown[] | undefined): Promise<void> {
  await configure('questions.decks', entries);
}

/** Leaves no deck behind, and nothing that is said of one. */
export async function removeDecks(): Promise<void> {
  await closeEditors();
  await nameDecks(undefined);
  await rm(decksFolder(), { recursive: true, force: true });
  await eventually(() =>
    vscode.languages.getDiagnostics().every(([uri]) => problems(uri).length === 0),
  );
}
