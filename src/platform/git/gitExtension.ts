import * as vscode from 'vscode';
import { type Millis, second } from '../../core/time.ts';
import { systemTimers } from '../../log/timers.ts';
import { HumanError } from '../../util/humanError.ts';
import { guestOf, sharingNames } from '../sharing/codeSharing.ts';
import type { GitApi, GitExtension } from './gitApi.ts';

/** How long it may look for repositories: as long as it takes to read a slow disk, and not for good. */
const patience: Millis = 30 * second;

/**
 * VS Code's git extension, once it knows the repositories of the workspace.
 *
 * @throws {HumanError} if there is none to use, the files are a partner's, or the workspace is not trusted.
 */
export async function openGit(): Promise<GitApi> {
  const sharing = guestOf();
  if (sharing !== undefined) {
    throw new HumanError(
      `These files and their repository are a partner's, by ${sharingNames[sharing]}; use git in their window.`,
    );
  }
  if (!vscode.workspace.isTrusted) {
    throw new HumanError(
      'Nothing is done with git in a workspace that you do not trust; trust it ("Workspaces: Manage Workspace Trust"), then try again.',
    );
  }
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined) {
    throw new HumanError(
      "VS Code's own Git extension is not there or disabled, and nothing can be done with git without it; enable it in the Extensions view (search for @builtin git).",
    );
  }
  const git = await extension.activate();
  if (!git.enabled) {
    throw new HumanError(
      'Git is switched off in VS Code or was not found on this machine; see the setting git.enabled, and that git is installed.',
    );
  }
  const api = git.getAPI(1);
  if (!(await isInitialized(api))) {
    throw new HumanError(
      'VS Code is still looking for the git repositories of this workspace; try again in a minute.',
    );
  }
  return api;
}

async function isInitialized(api: GitApi): Promise<boolean> {
  if (api.state === 'initialized') {
    return true;
  }
  return new Promise((resolve) => {
    const decide = (isThere: boolean) => {
      changing.dispose();
      waiting.dispose();
      resolve(isThere);
    };
    const waiting = systemTimers.after(patience, () => decide(false));
    const changing = api.onDidChangeState((state) => {
      if (state === 'initialized') {
        decide(true);
      }
    });
  });
}
