import { access, constants, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import { noticeText } from '../../platform/notice.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type CodeSharing, sharingNames, sharingOf } from '../../platform/sharing/codeSharing.ts';
import { type LiveShare, readOnly } from '../../platform/sharing/liveShare.ts';
import { errorCode } from '../../util/errorCode.ts';
import { HumanError } from '../../util/humanError.ts';

/** Tells whether a document may be written before anything is: an edit may succeed that can't be saved. */
export class WriteAccess {
  readonly #sessions: Pick<Sessions, 'active'>;
  readonly #liveShare: LiveShare;
  /** The Live Share session in which the person has said that they may write. */
  #granted: string | null | undefined;

  constructor(sessions: Pick<Sessions, 'active'>, liveShare: LiveShare) {
    this.#sessions = sessions;
    this.#liveShare = liveShare;
  }

  /**
   * Whether to go on; false if the person has been told why not, and did not know better.
   *
   * @throws {HumanError} if the document is read-only.
   */
  async isGiven({
    uri,
    isUntitled,
  }: Pick<vscode.TextDocument, 'uri' | 'isUntitled'>): Promise<boolean> {
    const writable = vscode.workspace.fs.isWritableFileSystem(uri.scheme);
    if (isUntitled || writable === undefined) {
      return true;
    }
    const sharing = sharingOf(uri);
    if (
      !writable ||
      (await permissionsOf(uri)) === vscode.FilePermission.Readonly ||
      (uri.scheme === 'file' && (await isLocked(uri.fsPath)))
    ) {
      throw new HumanError(
        sharing === undefined
          ? 'This file is read-only; make it writable, or save a copy and insert the scaffold there.'
          : this.#sharedText(sharing),
      );
    }
    return sharing !== 'liveShare' || this.#isGivenByLiveShare(sharing);
  }

  async #isGivenByLiveShare(sharing: CodeSharing): Promise<boolean> {
    const session = (await this.#liveShare.api())?.session;
    if (session?.access !== readOnly || session.id === this.#granted) {
      return true;
    }
    // It may say so still when the host has given them access since (microsoft/live-share#1716).
    const have = 'I have access';
    const text = noticeText(this.#sharedText(sharing));
    const knowsBetter = (await vscode.window.showWarningMessage(text, have)) === have;
    if (knowsBetter) {
      this.#granted = session.id;
    }
    return knowsBetter;
  }

  #sharedText(sharing: CodeSharing): string {
    const { active } = this.#sessions;
    const session = active && sessionOf(active);
    const host =
      session === undefined || session.startedBy === active?.me
        ? 'whoever shares it'
        : calledName(session, session.startedBy);
    return `${sharingNames[sharing]} gives you this file read-only; ask ${host} for write access, or let them insert it.`;
  }
}

async function permissionsOf(uri: vscode.Uri): Promise<vscode.FilePermission | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).permissions;
  } catch {
    return undefined; // Not saved yet, or gone from disk: the editor decides.
  }
}

/** VS Code edits a file without write permission like any other and complains when it is saved. */
async function isLocked(path: string): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    await access(path, constants.W_OK);
    return (mode & 0o222) === 0; // Root may write it all the same, but someone locked it.
  } catch (error) {
    return ['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '');
  }
}
