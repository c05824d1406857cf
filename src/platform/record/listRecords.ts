import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { errorCode } from '../../util/errorCode.ts';

/** The files of a session in the record folder: its recap, its log, or both. */
export interface PastSession {
  /** The name of its files without the ending. */
  readonly name: string;
  /** The path of its recap; absent for a session that never came to its end. */
  readonly recap?: string;
  /** The path of its log; absent where that lived in a partner's window. */
  readonly log?: string;
}

const recordPattern = /^(\d{4}-\d\d-\d\d.*)\.(md|jsonl)$/;

/** The sessions whose records are in a folder, the newest first; none where there is no folder. */
export async function listRecords(folder: string): Promise<readonly PastSession[]> {
  const byName = new Map<string, PastSession>();
  for (const file of await namesIn(folder)) {
    const [, name, ending] = recordPattern.exec(file) ?? [];
    if (name !== undefined) {
      const at = path.join(folder, file);
      const own = ending === 'md' ? { recap: at } : { log: at };
      byName.set(name, { name, ...byName.get(name), ...own });
    }
  }
  const dated = await Promise.all(
    [...byName.values()].map(async (past) => ({
      past,
      day: past.name.slice(0, 10),
      written: await writtenAt(past.recap ?? past.log ?? ''),
    })),
  );
  // By day first: a clone of the repository writes all of them at once.
  return dated
    .sort((one, other) => compare(other.day, one.day) || other.written - one.written)
    .map(({ past }) => past);
}

async function writtenAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0; // Gone since it was listed.
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
