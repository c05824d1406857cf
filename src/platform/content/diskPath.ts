import * as path from 'node:path';

/**
 * The absolute path that a setting names, with `~` for the home folder; undefined for a path that is
 * relative to something.
 */
export function diskPath(entry: string, home: string): string | undefined {
  const full = /^~(?=$|[\\/])/.test(entry) ? path.join(home, entry.slice(1)) : entry;
  return path.isAbsolute(full) ? path.resolve(full) : undefined;
}
