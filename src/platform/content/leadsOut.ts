import { realpath } from 'node:fs/promises';
import { wayInto } from '../within.ts';

/**
 * Whether a file that seems to be in a folder is really somewhere else, by a link on the way to it.
 * @throws if one of the two isn't there
 */
export async function leadsOut(folder: string, file: string): Promise<boolean> {
  const [from, to] = await Promise.all([realpath(folder), realpath(file)]);
  return wayInto(from, to) === undefined;
}
