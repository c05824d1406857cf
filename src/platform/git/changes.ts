import { lstat } from 'node:fs/promises';
import * as path from 'node:path';
import type { GitRepository } from './gitRepository.ts';

/** What of a working tree is not committed. Paths are relative to its root, with slashes. */
export interface Changes {
  /** Of files that git knows. */
  readonly tracked: readonly string[];
  /** Those among them that have conflicts. */
  readonly conflicted: readonly string[];
  /** New files that are not ignored. */
  readonly untracked: readonly string[];
  /**
   * New files that are not to be committed by themselves: too large, or for keys by their name, and
   * repositories inside of this one.
   */
  readonly unfit: readonly string[];
}

const named =
  'credentials?|secrets?|passwords?|api[-_]?keys?|(?:hf|wandb|openai|anthropic)[-_](?:key|token)';

/** The names of files that hold keys and nothing else, which a repository should ignore. */
const keyFile = new RegExp(
  `(?:^|/)(?:${[
    String.raw`\.env(?:\.(?!example$|sample$|template$)[^/]*)?`,
    String.raw`\.(?:envrc|netrc|npmrc|pypirc|pgpass|htpasswd)`,
    'id_(?:rsa|dsa|ecdsa|ed25519)',
    String.raw`[^/]*\.(?:pem|key|p12|pfx|kdbx|env)`,
    `(?:[^/]*[-_.])?(?:${named})(?:\\.(?:json|ya?ml|toml|ini|txt))?`,
  ].join('|')})$`,
  'i',
);

/** In bytes. What is larger is most often a model's weights, which hosts of git refuse. */
const largest = 50_000_000;

/** @param except paths, relative to the root, that count as unchanged with all that is in them. */
export async function changesOf(
  repository: GitRepository,
  except: readonly string[],
): Promise<Changes> {
  const status = await repository.git([
    '--no-optional-locks',
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--ignore-submodules=dirty',
    '--',
    ...except.map((one) => `:(top,exclude,literal)${one}`),
  ]);
  const entries = status.split('\0').filter((entry) => entry !== '');
  const named = (states: RegExp) =>
    entries.filter((entry) => states.test(entry)).map((entry) => entry.slice('XY '.length));
  const untracked: string[] = [];
  const unfit: string[] = [];
  for (const one of named(/^\?\?/)) {
    ((await fits(repository, one)) ? untracked : unfit).push(one);
  }
  return {
    tracked: named(/^[^?]/),
    conflicted: named(/^(?:U|.U|AA|DD)/),
    untracked,
    unfit,
  };
}

async function fits({ root }: GitRepository, file: string): Promise<boolean> {
  const isRepository = file.endsWith('/');
  return !isRepository && !keyFile.test(file) && (await sizeOf(path.join(root, file))) <= largest;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await lstat(file)).size;
  } catch {
    return 0; // Gone meanwhile.
  }
}
