import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { GitRepository } from '../../platform/git/gitRepository.ts';
import { wayInto } from '../../platform/within.ts';
import { errorCode } from '../../util/errorCode.ts';
import { HumanError, reasonOf } from '../../util/humanError.ts';
import {
  type HookName,
  hookLine,
  hookNames,
  hookScript,
  hookText,
  scriptPath,
} from './hookText.ts';

/** A hook that was there already. */
export interface OtherHook {
  readonly name: HookName;
  readonly file: string;
}

export interface HookFolder {
  readonly path: string;
  /** Whether the repository has it to itself; not so where `core.hooksPath` names another. */
  readonly isOwn: boolean;
}

type Repository = Pick<GitRepository, 'root' | 'git'>;

/** Where git takes the hooks of a repository from. */
export async function hookFolder(repository: Repository): Promise<HookFolder> {
  const [hooks, common] = await folders(repository);
  return { path: hooks, isOwn: wayInto(common, hooks) !== undefined };
}

/**
 * Has git name co-authors in commits that are made on the command line. A hook that is there already
 * stays as it is.
 *
 * @returns those hooks, to which a person may add `hookLine`.
 * @throws {HumanError} where a file can't be written.
 */
export async function installHooks(repository: Repository): Promise<readonly OtherHook[]> {
  const [hooks, common] = await folders(repository);
  const script = path.join(common, scriptPath);
  const others: OtherHook[] = [];
  try {
    await mkdir(path.dirname(script), { recursive: true });
    await writeFile(script, hookScript);
    await mkdir(hooks, { recursive: true });
    for (const name of hookNames) {
      const file = path.join(hooks, name);
      if (!(await writeNew(file, hookText(name))) && !(await hasLine(file, name))) {
        others.push({ name, file });
      }
    }
  } catch (error) {
    throw new HumanError(
      `The hooks in ${hooks} can't be written (${reasonOf(error)}); make the folder writable, then add the co-authors again.`,
      { cause: error },
    );
  }
  return others;
}

/**
 * Takes away what `installHooks` made.
 *
 * @returns the hooks in which a person wrote the line, which does nothing any more.
 */
export async function removeHooks(repository: Repository): Promise<readonly OtherHook[]> {
  const [hooks, common] = await folders(repository);
  const others: OtherHook[] = [];
  for (const name of hookNames) {
    const file = path.join(hooks, name);
    if ((await read(file)) === hookText(name)) {
      await rm(file);
    } else if (await hasLine(file, name)) {
      others.push({ name, file });
    }
  }
  await rm(path.join(common, scriptPath), { force: true });
  return others;
}

async function folders(repository: Repository): Promise<readonly [hooks: string, common: string]> {
  const { root } = repository;
  const said = await repository.git(['rev-parse', '--git-path', 'hooks', '--git-common-dir']);
  const [hooks = '', common = ''] = said.split('\n');
  return [path.resolve(root, hooks), path.resolve(root, common)];
}

/** Whether the file was not there before. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    await chmod(file, 0o755);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function hasLine(file: string, name: HookName): Promise<boolean> {
  return (await read(file))?.includes(hookLine(name)) ?? false;
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
