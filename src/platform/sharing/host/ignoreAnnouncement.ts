import { appendFile, lstat, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { errorCode } from '../../../util/errorCode.ts';

/** `live.json`, and what it is written to first. */
const pattern = 'live.json*';

/**
 * Has git leave alone what announces a session, since that lets people in: adds a line to the `.gitignore`
 * of its folder, unless that has it, and makes that file where there is none.
 *
 * @returns whether a file that was there had to be changed.
 * @throws if git would not heed that file, or it can't be written.
 */
export async function ignoreAnnouncement(folder: string): Promise<boolean> {
  const file = path.join(folder, '.gitignore');
  try {
    await writeFile(file, `${pattern}\n`, { flag: 'wx' });
    return false;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
  if (!(await lstat(file)).isFile()) {
    throw new Error(`${file} is a link or a folder, which git does not heed.`);
  }
  const text = await readFile(file, 'utf8');
  if (isIgnored(text)) {
    return false;
  }
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${pattern}\n`);
  return true;
}

/** Of the lines that are about a file, the last counts; any that takes something out may be about this one. */
function isIgnored(text: string): boolean {
  const lines = text.split(/\r?\n/);
  const last = lines.findLastIndex((line) => line === pattern || line === '*');
  return last > lines.findLastIndex((line) => line.startsWith('!'));
}
