import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LogEntry } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Session } from '../../core/session.ts';
import { HumanError, reasonOf } from '../../util/humanError.ts';
import { settings } from '../settings.ts';
import { wayInto } from '../within.ts';

/** A session that is over for this window, for its record. */
export interface FinishedSession {
  /** Who sits here. */
  readonly me: ParticipantId;
  /** This person may have another window in the session, whose business its end is first. */
  readonly isSecondWindow: boolean;
  readonly session: Session;
  readonly entries: readonly LogEntry[];
  /** Ended for everyone, left by this person, or closed because its home is gone for good. */
  readonly how: 'ended' | 'left' | 'closed';
  /** The path of its journal without the ending; absent where the log lives elsewhere. */
  readonly recordBase?: string;
}

/**
 * The entries of a session's log on disk, which is left as it is.
 *
 * @throws {UnavailableError} if it can't be read, or a newer Interpair wrote it.
 */
export async function readRecord(journal: string): Promise<readonly LogEntry[]> {
  const { readJournal } = await import('../../log/local/journal.ts');
  return (await readJournal(journal)).entries;
}

/**
 * The folder for the records of sessions, which need not be there yet: in the workspace where it may be
 * written, in VS Code's own storage where it may not (no folder open, untrusted, or not on a disk).
 *
 * @throws {HumanError} if the setting points out of the workspace folder.
 */
export function recordFolderPath(storage: vscode.Uri): string {
  const workspace = usableWorkspace();
  return workspace === undefined ? path.join(storage.fsPath, 'sessions') : inside(workspace);
}

/**
 * Makes that folder.
 *
 * @throws {HumanError} if the setting points out of the workspace folder, or the folder can't be made.
 */
export async function recordFolder(storage: vscode.Uri): Promise<string> {
  const folder = recordFolderPath(storage);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new HumanError(
      `The record of the session can't be kept in ${folder} (${reasonOf(error)}); make that folder writable or change interpair.journal.folder.`,
      { cause: error },
    );
  }
  return folder;
}

/** The folder of the workspace that files may be written to, if there is one. */
export function usableWorkspace(): vscode.Uri | undefined {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri?.scheme === 'file' && vscode.workspace.isTrusted ? uri : undefined;
}

function inside(workspace: vscode.Uri): string {
  const setting = settings.journalFolder(workspace);
  const folder = path.resolve(workspace.fsPath, setting);
  const way = wayInto(workspace.fsPath, folder);
  if (way === undefined || way === '') {
    throw new HumanError(
      `The setting interpair.journal.folder is "${setting}", which is not inside the workspace folder; use a path like .interpair/sessions.`,
    );
  }
  return folder;
}
