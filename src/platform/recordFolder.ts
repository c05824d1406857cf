import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LogEntry } from '../core/logEntry.ts';
import type { Session } from '../core/session.ts';
import { HumanError } from '../util/humanError.ts';
import { settings } from './settings.ts';

/** A session that is over for this window, for its record. */
export interface FinishedSession {
  readonly session: Session;
  readonly entries: readonly LogEntry[];
  /** The path of its journal without the ending; absent where the log lives elsewhere. */
  readonly recordBase?: string;
}

/**
 * The folder on disk for the records of sessions: in the workspace where it may be written, in VS Code's
 * own storage where it may not (no folder open, untrusted, or not on a disk).
 *
 * @throws {HumanError} if the setting points out of the workspace folder, or the folder can't be made.
 */
export async function recordFolder(storage: vscode.Uri): Promise<string> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  const usable = workspace?.scheme === 'file' && vscode.workspace.isTrusted;
  const folder = usable ? inside(workspace) : path.join(storage.fsPath, 'sessions');
  try {
    await mkdir(folder, { recursive: true });
    if (usable) {
      await ignoreWhatIsNotForGit(workspace.fsPath);
    }
  } catch (error) {
    throw new HumanError(
      `The record of the session can't be kept in ${folder} (${reason(error)}); make that folder writable or change interpair.journal.folder.`,
      { cause: error },
    );
  }
  return folder;
}

function inside(workspace: vscode.Uri): string {
  const setting = settings.journalFolder(workspace);
  const folder = path.resolve(workspace.fsPath, setting);
  const relative = path.relative(workspace.fsPath, folder);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new HumanError(
      `The setting interpair.journal.folder is "${setting}", which is not inside the workspace folder; use a path like .interpair/sessions.`,
    );
  }
  return folder;
}

async function ignoreWhatIsNotForGit(workspace: string): Promise<void> {
  const own = path.join(workspace, '.interpair');
  await mkdir(own, { recursive: true });
  try {
    await writeFile(path.join(own, '.gitignore'), 'live.json\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
