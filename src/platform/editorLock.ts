import * as vscode from 'vscode';
import { roleOf } from '../core/rotation.ts';
import { HumanError } from '../util/humanError.ts';
import { sessionOf } from './session/activeSession.ts';
import type { Sessions } from './session/sessions.ts';
import { settings } from './settings.ts';

/** A text document or a notebook. */
export type Lockable = Pick<vscode.TextDocument, 'uri' | 'isDirty'>;

/**
 * Whether the editors of this window are read-only now, as its person wished for while someone else
 * drives. A reminder among friends, not a guard: whoever is cut off from their partners can't take over,
 * and gets their editors back.
 */
export function isLocked({ active }: Pick<Sessions, 'active'>): boolean {
  if (active?.connection !== 'connected' || !settings.navigatorReadOnly()) {
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
export function throwIfLocked(sessions: Pick<Sessions, 'active'>, document: Lockable): void {
  if (isLocked(sessions) && isDrivers(document) && !document.isDirty) {
    throw new HumanError(
      'You navigate, so this editor is read-only; take over the keyboard to insert here, or ask your partner to.',
    );
  }
}
