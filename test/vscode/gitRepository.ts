import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ApiRepository, GitExtension } from '../../src/platform/git/gitApi.ts';
import { WindowRepository } from '../../src/platform/git/windowRepository.ts';
import { Clone } from '../support/clone.ts';
import { eventually } from './eventually.ts';
import { workspaceFolder } from './workspace.ts';

/** Makes the open folder a repository of Ada's in VS Code's git extension, for the tests of a suite. */
export function useRepository(): {
  readonly clone: () => Clone;
  readonly open: () => ApiRepository;
  readonly inWindow: () => WindowRepository;
} {
  let clone: Clone | undefined;
  let repository: ApiRepository | undefined;
  let inWindow: WindowRepository | undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) {
      throw new Error('The repository is there only while tests run.');
    }
    return value;
  };
  before(async () => {
    clone = await Clone.make(workspaceFolder(), 'Ada');
    await clone.commitAll('Begin');
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const api = (await there(extension).activate()).getAPI(1);
    repository = await eventually(async () => {
      await vscode.commands.executeCommand('git.openRepository', workspaceFolder());
      return api.repositories[0];
    });
    inWindow = new WindowRepository(api, repository);
  });
  after(async () => {
    await vscode.commands.executeCommand('git.close', there(repository).rootUri);
    await rm(join(workspaceFolder(), '.git'), { recursive: true, force: true });
  });
  return {
    clone: () => there(clone),
    open: () => there(repository),
    inWindow: () => there(inWindow),
  };
}
