import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.js';

/** The repository's root folder. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where large downloads are kept between runs: `.vscode-test/`, or INTERPAIR_CACHE. */
export function cacheFolder(): string {
  const override = process.env.INTERPAIR_CACHE;
  return override ? resolve(override) : join(repositoryRoot, '.vscode-test');
}

/**
 * Returns the cached folder `name`, made by `install` if it is not there. `install` fills a
 * temporary folder, which is renamed at the end: a folder in the cache is always complete.
 * `name` carries every version that the content depends on.
 */
export async function installOnce(
  name: string,
  install: (into: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const target = join(cache, name);
  if (existsSync(target)) return target;
  await mkdir(cache, { recursive: true });
  return await withLock(
    join(cache, `${name}.lock`),
    async () => {
      if (existsSync(target)) return target;
      await removeInterrupted(cache, `.${name}-`);
      const temporary = await mkdtemp(join(cache, `.${name}-`));
      try {
        await install(temporary);
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw error;
      }
      return target;
    },
    (owner) => console.log(`Waiting for process ${owner}, which is installing ${name}…`),
  );
}

/** Removes what an installation that was killed has left in the cache. */
async function removeInterrupted(cache: string, prefix: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    if (entry.startsWith(prefix)) await rm(join(cache, entry), { recursive: true, force: true });
  }
}
