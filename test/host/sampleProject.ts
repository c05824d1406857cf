import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repositoryRoot } from './cache.ts';

/** What running the sample leaves behind, which a fresh copy must not carry along. */
const leftovers = new Set(['.interpair', '__pycache__', '.venv', '.git']);

/**
 * Copies the sample project to `folder`, unless that is there already.
 * @returns whether it was copied now.
 */
export async function copySampleProject(folder: string): Promise<boolean> {
  if (existsSync(folder)) return false;
  // Renamed at the end, so that an interrupted copy is never taken for a whole one.
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(join(repositoryRoot, 'sample'), partial, {
    recursive: true,
    filter: (path) => !leftovers.has(basename(path)),
  });
  await rename(partial, folder);
  return true;
}
