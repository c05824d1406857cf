import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workMessage } from '../../../src/core/workMessage.ts';
import { getWork, type Surroundings } from '../../../src/features/work/getWork.ts';
import { type Pushed, pushWork } from '../../../src/features/work/pushWork.ts';
import { HumanError } from '../../../src/util/humanError.ts';
import { Clone, useOwnGitConfiguration } from '../../support/clone.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

export const branch = 'interpair/do-heads-copy-1a2b3c4d';
export const session = { id: '1a2b3c4d-session', hypothesis: 'Do heads copy?', handoffs: [] };
export const except = ['.interpair'];
export const nothing: Surroundings = { unsaved: [], except };

/** Ada's and Grace's clones of one repository, with a first commit on `main`, between which work is handed over. */
export class TwoClones {
  /** For what more a test needs beside them. */
  readonly folder: string;
  /** The repository that they share. */
  readonly bare: string;
  readonly ada: Clone;
  readonly grace: Clone;
  /** The commit that both have of `main`. */
  readonly start: string;
  #turn = 0;

  private constructor(folder: string, bare: string, ada: Clone, grace: Clone, start: string) {
    this.folder = folder;
    this.bare = bare;
    this.ada = ada;
    this.grace = grace;
    this.start = start;
  }

  static async make(folder: string): Promise<TwoClones> {
    const bare = join(folder, 'shared.git');
    await Clone.bare(bare);
    const ada = await Clone.make(join(folder, 'ada'), 'Ada', bare);
    await ada.write('heads.py', 'heads = 1\n');
    await ada.write('probe.py', 'probe = 1\n');
    await ada.write('.gitignore', '*.log\n');
    await ada.commitAll('Begin');
    await ada.push('origin', 'main');
    const grace = await Clone.make(join(folder, 'grace'), 'Grace', bare);
    return new TwoClones(folder, bare, ada, grace, await ada.head());
  }

  /** Hands over what is in a clone at the end of the next turn. */
  async handOver(clone: Clone, last?: string): Promise<Pushed> {
    this.#turn++;
    const message = workMessage(session, this.#turn);
    return pushWork(clone, { branch, message, last, except });
  }

  /** The commit that a branch of the shared repository is at; `undefined` without such a branch. */
  async inRemote(name: string): Promise<string | undefined> {
    return (await this.ada.git(['ls-remote', this.bare, `refs/heads/${name}`])).split('\t')[0];
  }

  /** Neither clone nor the remote has `main` anywhere else than where it was. */
  async assertMainStays(): Promise<void> {
    assert.equal((await this.ada.branches()).get('main'), this.start);
    assert.equal((await this.grace.branches()).get('main'), this.start);
    assert.equal(await this.inRemote('main'), this.start);
  }
}

/** Two clones for each test of the suite; returns those of the test that runs. */
export function useTwoClones(): () => TwoClones {
  let scratch: ScratchFolder;
  let both: TwoClones;
  useOwnGitConfiguration();
  beforeEach(async () => {
    scratch = await ScratchFolder.make();
    both = await TwoClones.make(scratch.path);
  });
  afterEach(async () => {
    await scratch[Symbol.asyncDispose]();
  });
  return () => both;
}

/** Gets Ada's work into a clone; returns as `getWork`. */
export function get(
  clone: Clone,
  commit: string,
  surroundings = nothing,
): Promise<number | undefined> {
  return getWork(clone, { branch, commit, owner: 'Ada' }, surroundings);
}

export function textOf(clone: Clone, path: string): Promise<string> {
  return readFile(join(clone.root, path), 'utf8');
}

/** Asserts that a person is told why not. */
export async function assertRefuses(work: Promise<unknown>, sentence: RegExp): Promise<void> {
  await assert.rejects(
    work,
    (error) => error instanceof HumanError && sentence.test(error.message),
  );
}

/** Writes a hook of git's own, of a clone or of the shared repository. */
export async function writeHook(folder: string, name: string, script: string): Promise<void> {
  const file = join(folder, 'hooks', name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}
