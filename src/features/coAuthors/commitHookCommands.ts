import * as vscode from 'vscode';
import { chooseRepository } from '../../platform/git/chooseRepository.ts';
import { openGit } from '../../platform/git/gitExtension.ts';
import { WindowRepository } from '../../platform/git/windowRepository.ts';
import { hookFolder, installHooks, type OtherHook, removeHooks } from './commitHook.ts';
import { hookLine } from './hookText.ts';

const addThere = 'Add it there';
const copyLine = 'Copy the line';
const openHook = 'Open the hook';

/** Adds the hook to the repository in front, and takes it away. */
export const commitHookCommands = { installCommitHook, removeCommitHook };

async function installCommitHook(): Promise<void> {
  const repository = await repositoryInFront();
  const { path, isOwn } = await hookFolder(repository);
  if (!isOwn && (await mayGo(path)) !== addThere) {
    return;
  }
  const others = await installHooks(repository);
  if (others.length === 0) {
    void vscode.window.showInformationMessage(
      'Commits from the command line name your partners too now, while a session runs here.',
    );
  }
  for (const other of others) {
    await offerLine(other);
  }
}

async function removeCommitHook(): Promise<void> {
  const others = await removeHooks(await repositoryInFront());
  const left = others.map(
    ({ name }) => ` The line that you added to your hook ${name} does nothing any more.`,
  );
  void vscode.window.showInformationMessage(
    `Commits from the command line name nobody any more.${left.join('')}`,
  );
}

async function repositoryInFront(): Promise<WindowRepository> {
  const api = await openGit();
  return new WindowRepository(api, chooseRepository(api));
}

/** A folder of hooks outside of the repository may serve others, and be shared with a team. */
async function mayGo(folder: string): Promise<string | undefined> {
  return vscode.window.showInformationMessage(
    `Git takes the hooks of this repository from ${folder}.`,
    {
      modal: true,
      detail:
        'So says core.hooksPath. Other repositories may use that folder too; in those the hook does nothing.',
    },
    addThere,
  );
}

/** A hook that someone wrote is theirs to change. */
async function offerLine({ name, file }: OtherHook): Promise<void> {
  const picked = await vscode.window.showWarningMessage(
    `This repository has a hook ${name} already, which stays as it is; for co-authors in commits from the command line, add one line near its beginning.`,
    copyLine,
    openHook,
  );
  if (picked !== undefined) {
    await vscode.env.clipboard.writeText(hookLine(name));
  }
  if (picked === openHook) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  }
}
