import * as vscode from 'vscode';
import { roleOf } from '../core/rotation.ts';
import { HumanError } from '../util/humanError.ts';
import { sessionOf, type WatchedSession } from './session/activeSession.ts';
import { settings } from './settings.ts';
import type { LiveShare } from './sharing/liveShare.ts';

/** A text document or a notebook. */
export type Lockable = Pick<vscode.TextDocument, 'uri' | 'isDirty'>;

/** What tells who drives, and into whose files. */
interface LockParts {
  readonly sessions: { readonly active: WatchedSession | undefined };
  readonly liveShare: Pick<LiveShare, 'isHost'>;
}

/**
 * Whether the editors of this window are read-only now, as its person wished for while someone else
 * drives. A reminder among friends, not a guard: whoever is cut off from their partners can't take over,
 * and gets their editors back. So does the host of Live Share, in whose documents the others type: VS Code
 * saves no read-only document, whoever changed it.
 */
export function isLocked({ sessions: { active }, liveShare }: LockParts): boolean {
  if (active?.connection !== 'connected' || !settings.navigatorReadOnly() || liveShare.isHost) {
    return false;
  }
  const role = roleOf(sessionOf(active), active.me);
  return role !== undefined && role !== 'driver';
}

/**
 * Whether a document is one of those that the driver writes. Notes that are not saved anywhere, VS Code's
 * own settings, and what Interpair keeps in the project belong to whoever sits here.
 */
export function isDrivers({ uri }: Pick<Lockable, 'uri'>): boolean {
  return (
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true &&
    uri.scheme !== 'vscode-userdata' &&
    !uri.path.includes('/.interpair/')
  );
}

/**
 * VS Code would change a read-only document all the same when an extension asks for it, and not save it.
 *
 * @throws {HumanError} if the document is read-only because someone else drives.
 */
export function throwIfLocked(parts: LockParts, document: Lockable): void {
  if (isLocked(parts) && isDrivers(document) && !document.isDirty) {
    throw new HumanError(
      'You navigate, so this editor is read-only; take over the keyboard to insert here, or ask your partner to.',
    );
  }
}
