import type * as vscode from 'vscode';

/**
 * What is used of VS Code's own git extension. Typed by hand after its `git.d.ts`, which it publishes for
 * that: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts
 */
export interface GitExtension {
  /** Whether the setting `git.enabled` is on and a git was found. */
  readonly enabled: boolean;
  /** Throws while it is not enabled. */
  getAPI(version: 1): GitApi;
}

export interface GitApi {
  /** `initialized` once the repositories of the workspace have been looked for. */
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  readonly git: { readonly path: string };
  /** Those that are open, submodules and worktrees among them. */
  readonly repositories: readonly ApiRepository[];
  readonly onDidOpenRepository: vscode.Event<ApiRepository>;
  readonly onDidCloseRepository: vscode.Event<ApiRepository>;
  /** The innermost one that a file is in. */
  getRepository(uri: vscode.Uri): ApiRepository | null;
}

export interface ApiRepository {
  readonly rootUri: vscode.Uri;
  /** Where the message of the next commit is typed. There is no event for it. */
  readonly inputBox: { value: string };
  readonly state: {
    /** Its name is the branch's; it has none while no branch is checked out. */
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
  add(paths: string[]): Promise<void>;
  commit(message: string): Promise<void>;
  createBranch(name: string, checkout: boolean, ref?: string): Promise<void>;
  checkout(treeish: string): Promise<void>;
  fetch(remote: string, ref: string): Promise<void>;
  push(remote: string, branch: string, setUpstream: boolean): Promise<void>;
  status(): Promise<void>;
}
