import { lstat } from 'node:fs/promises';
import * as path from 'node:path';
import type { GitRepository } from './gitRepository.ts';

/** Whatever of more than these is new to git and not ignored, it refuses to overwrite itself. */
const enough = 500;

/**
 * The ignored files here that stand where a commit has files of its own: git takes them for worthless, and
 * overwrites them without a word when it gets there.
 *
 * @param from the commit that is left; `undefined` before the first.
 * @returns paths relative to the root, with slashes.
 */
export async function ignoredInTheWay(
  repository: GitRepository,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> {
  const added = await repository.git(
    from === undefined
      ? ['ls-tree', '-r', '--name-only', '-z', to]
      : ['diff', '--name-only', '--no-renames', '--diff-filter=A', '-z', from, to],
  );
  const there = new Set<string>();
  for (const file of added.split('\0').filter((one) => one !== '')) {
    const found = await inTheWayOf(file, repository.root);
    if (found !== undefined && there.size < enough) {
      there.add(found);
    }
  }
  if (there.size === 0) {
    return [];
  }
  const ignored = await repository.git([
    ...['--literal-pathspecs', 'ls-files', '-z', '--others', '--ignored', '--exclude-standard'],
    ...['--', ...there],
  ]);
  return ignored.split('\0').filter((one) => one !== '');
}

/** The file itself, or a file where one of its folders would be. */
async function inTheWayOf(file: string, root: string): Promise<string | undefined> {
  for (let one = file; one !== '.'; one = path.posix.dirname(one)) {
    const found = await lstat(path.join(root, one)).catch(() => undefined);
    if (found !== undefined) {
      return one === file || !found.isDirectory() ? one : undefined;
    }
  }
  return undefined;
}
