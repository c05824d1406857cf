import * as vscode from 'vscode';
import { HumanError } from '../../util/humanError.ts';
import { isWithin } from '../within.ts';
import type { ApiRepository, GitApi } from './gitApi.ts';

/**
 * The repository that a session works in: the one that is on its branch, that of the file in front, or
 * the only one, not counting those inside of others.
 *
 * @throws {HumanError} if there is none, or none of several is it.
 */
export function chooseRepository(api: GitApi, branch?: string): ApiRepository {
  const { repositories } = api;
  const outer = repositories.filter(
    (one) => !repositories.some((other) => other !== one && isWithin(one.rootUri, other.rootUri)),
  );
  const chosen =
    repositories.find(({ state }) => branch !== undefined && state.HEAD?.name === branch) ??
    ofFileInFront(api) ??
    (outer.length === 1 ? outer[0] : undefined);
  if (chosen !== undefined) {
    return chosen;
  }
  throw new HumanError(
    outer.length === 0
      ? 'No git repository is open in this window; open the folder of the one that you and your partner share.'
      : 'Several git repositories are open in this window; open a file of the one that you work in, then try again.',
  );
}

function ofFileInFront(api: GitApi): ApiRepository | undefined {
  const uri =
    vscode.window.activeTextEditor?.document.uri ??
    vscode.window.activeNotebookEditor?.notebook.uri;
  return uri?.scheme === 'file' ? (api.getRepository(uri) ?? undefined) : undefined;
}
