import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { fewListed } from '../../util/listed.ts';
import type { Changes } from './changes.ts';
import { ask, type GitRepository } from './gitRepository.ts';

/** Where a repository's HEAD is, and whether it is free to go elsewhere. */
export interface RepositoryState {
  /** `undefined` while HEAD is at a commit instead. */
  readonly branch: string | undefined;
  /** `undefined` before the first commit. */
  readonly head: string | undefined;
  /** What a person has begun and not finished. */
  readonly busy: string | undefined;
}

/** What git leaves in its folder while it is in the middle of something. */
const begun = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['BISECT_LOG', 'a bisection'],
] as const;

/** What a person has to finish first, as a clause; `undefined` if there is nothing. */
export function unfinished(
  { busy }: Pick<RepositoryState, 'busy'>,
  { conflicted }: Pick<Changes, 'conflicted'>,
): string | undefined {
  if (busy !== undefined) {
    return `${busy} is in progress`;
  }
  return conflicted.length === 0
    ? undefined
    : `${fewListed(conflicted)} ${conflicted.length === 1 ? 'has' : 'have'} conflicts`;
}

export async function stateOf(repository: GitRepository): Promise<RepositoryState> {
  const asked = begun.flatMap(([name]) => ['--git-path', name]);
  const paths = (await repository.git(['rev-parse', ...asked])).split('\n');
  const found = begun.find((_, index) =>
    existsSync(path.resolve(repository.root, paths[index] ?? '')),
  );
  return {
    branch: await ask(repository, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    head: await ask(repository, 'rev-parse', '--verify', '--quiet', 'HEAD'),
    busy: found?.[1],
  };
}
