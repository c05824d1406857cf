import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { emailAddress } from '../../core/coAuthors.ts';
import { runGit } from '../../platform/git/runGit.ts';
import type { ActiveSession } from '../../platform/session/activeSession.ts';
import { settings } from '../../platform/settings.ts';

/**
 * Tells the session this person's address, for the trailers of their partners' commits: the setting, or,
 * while co-authors are named here, the one that git has for them.
 *
 * @returns whether there is one.
 */
export async function shareEmail(active: ActiveSession): Promise<boolean> {
  const email =
    emailAddress(settings.email()) ??
    (settings.coAuthors() ? emailAddress(await gitEmail()) : undefined);
  if (email !== undefined) {
    await active.replica.dispatch({ type: 'shareEmail', email });
  }
  return email !== undefined;
}

/** As git has it in the workspace, where that is trusted, or else for this account; empty if it has none. */
async function gitEmail(): Promise<string> {
  const [folder] = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const isOnDisk = folder?.uri.scheme === 'file';
  try {
    return await runGit('git', isOnDisk ? folder.uri.fsPath : homedir(), ['config', 'user.email']);
  } catch {
    return '';
  }
}
