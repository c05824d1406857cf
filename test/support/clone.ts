import { mkdir, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import type { GitRepository } from '../../src/platform/git/gitRepository.ts';
import { runGit } from '../../src/platform/git/runGit.ts';

/** Has git go by nothing that is configured for the person or the machine that the tests run on. */
export function useOwnGitConfiguration(): void {
  const own = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
  const before = Object.keys(own).map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    Object.assign(process.env, own);
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  });
}

/** Someone's clone, in which git alone does what VS Code's git extension does in a window. */
export class Clone implements GitRepository {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** A repository without files, to push to. */
  static async bare(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
    await runGit('git', path, ['init', '--quiet', '--bare', '--initial-branch=main']);
  }

  /** @param from what to clone; a repository of its own without it. */
  static async make(root: string, person: string, from?: string): Promise<Clone> {
    await mkdir(root, { recursive: true });
    const clone = new Clone(root);
    await clone.git(
      from === undefined
        ? ['init', '--quiet', '--initial-branch=main']
        : ['clone', '--quiet', from, '.'],
    );
    await clone.git(['config', 'user.name', person]);
    await clone.git(['config', 'user.email', `${person.toLowerCase()}@example.com`]);
    await clone.git(['config', 'commit.gpgSign', 'false']);
    return clone;
  }

  async write(path: string, text: string | Uint8Array): Promise<void> {
    const file = join(this.root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  /** The branches, each with the commit that it is at. */
  async branches(): Promise<ReadonlyMap<string, string>> {
    const listed = await this.git([
      'for-each-ref',
      '--format=%(refname:short) %(objectname)',
      'refs/heads',
    ]);
    return new Map(
      listed
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
    );
  }

  async head(): Promise<string> {
    return (await this.git(['rev-parse', 'HEAD'])).trim();
  }

  /** The name of the branch that is checked out; empty if none is. */
  async branch(): Promise<string> {
    return (await this.git(['branch', '--show-current'])).trim();
  }

  /** What is not committed, as `git status --short` says it. */
  async status(): Promise<readonly string[]> {
    const status = await this.git(['status', '--porcelain', '--untracked-files=all']);
    return status.split('\n').filter((line) => line !== '');
  }

  /** Commits all that is there, as a person does. */
  async commitAll(message: string): Promise<void> {
    await this.git(['add', '--all']);
    await this.git(['commit', '--quiet', '--message', message]);
  }

  async add(paths: readonly string[]): Promise<void> {
    await this.git(['add', '-A', '--', ...paths]);
  }

  async commit(message: string): Promise<void> {
    await this.git(['-c', 'user.useConfigOnly=true', 'commit', '--quiet', '--file', '-'], message);
  }

  async createBranch(name: string, from?: string): Promise<void> {
    await this.git(['checkout', '-q', '-b', name, ...(from === undefined ? [] : [from])]);
  }

  async checkout(branch: string): Promise<void> {
    await this.git(['checkout', '-q', branch]);
  }

  async fetch(remote: string, branch: string): Promise<void> {
    await this.git(['fetch', '--quiet', remote, branch]);
  }

  async push(remote: string, branch: string): Promise<void> {
    await this.git(['push', '--quiet', '-u', remote, branch]);
  }

  async git(args: readonly string[], input?: string): Promise<string> {
    return runGit('git', this.root, args, input);
  }
}
