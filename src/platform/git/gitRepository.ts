/**
 * What the handoff does to a repository. In a window VS Code's git extension does it, which knows the
 * person's credentials and shows what goes on. Whatever git refuses comes as an error with its `stderr`.
 */
export interface GitRepository {
  /** The working tree, as an absolute path. */
  readonly root: string;
  add(paths: readonly string[]): Promise<void>;
  /** Commits what is staged; the hooks of the repository run. */
  commit(message: string): Promise<void>;
  /** Makes a branch and checks it out; what is not committed comes along. */
  createBranch(name: string, from?: string): Promise<void>;
  checkout(branch: string): Promise<void>;
  fetch(remote: string, branch: string): Promise<void>;
  /** Pushes a branch under its own name and has it follow that one. Never forces. */
  push(remote: string, branch: string): Promise<void>;
  /** Runs git in the working tree, for what the extension has no call for; returns what it printed. */
  git(args: readonly string[], input?: string): Promise<string>;
}

/** What git printed, without the line's end; `undefined` where it says no. */
export async function ask(
  repository: Pick<GitRepository, 'git'>,
  ...args: readonly string[]
): Promise<string | undefined> {
  try {
    return (await repository.git(args)).trimEnd();
  } catch {
    return undefined;
  }
}

/** Whether git does something that it signals by its exit code alone. */
export async function holds(
  repository: Pick<GitRepository, 'git'>,
  ...args: readonly string[]
): Promise<boolean> {
  return (await ask(repository, ...args)) !== undefined;
}

export async function isAncestor(
  repository: GitRepository,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  return holds(repository, 'merge-base', '--is-ancestor', ancestor, commit);
}
