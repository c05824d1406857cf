import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { recap } from '../../core/recap.ts';
import {
  type FinishedSession,
  recordFolder,
  recordFolderPath,
} from '../../platform/recordFolder.ts';
import { recordName } from '../../platform/recordName.ts';
import { HumanError } from '../../util/humanError.ts';

const recordPattern = /^\d{4}-\d\d-\d\d.*\.(?:md|jsonl)$/;

export interface NewestRecord {
  readonly kind: 'recap' | 'log';
  readonly file: string;
}

/** Writes the recaps of sessions beside their logs, and finds the newest. */
export class RecapFiles {
  readonly #storage: vscode.Uri;

  constructor(storage: vscode.Uri) {
    this.#storage = storage;
  }

  /**
   * Writes the recap of a session and returns its path. A file of that name with anything else in it is
   * kept, and the recap gets a number.
   *
   * @throws {HumanError} if nothing can be written there.
   */
  async write({ session, entries, recordBase }: FinishedSession): Promise<string> {
    const text = recapText(entries);
    const base =
      recordBase ??
      path.join(
        await recordFolder(this.#storage),
        recordName(session.hypothesis, session.startedAt),
      );
    for (let number = 1; ; number++) {
      const file = number === 1 ? `${base}.md` : `${base}-${number}.md`;
      if (await writeUnlessTaken(file, text)) {
        return file;
      }
    }
  }

  /**
   * The newest record here: a recap, or the log of a session that has none, such as one that never
   * came to its end. `undefined` if there is neither.
   */
  async newest(): Promise<NewestRecord | undefined> {
    const folder = recordFolderPath(this.#storage);
    const names = (await namesIn(folder)).filter((name) => recordPattern.test(name));
    const records = names.filter(
      (name) => name.endsWith('.md') || !names.includes(name.replace(/\.jsonl$/, '.md')),
    );
    const files = await Promise.all(
      records.map(async (name) => {
        const file = path.join(folder, name);
        return { file, written: (await stat(file)).mtimeMs };
      }),
    );
    const newest = files.sort((one, other) => other.written - one.written)[0]?.file;
    return newest === undefined
      ? undefined
      : { kind: newest.endsWith('.md') ? 'recap' : 'log', file: newest };
  }
}

/** The recap of a log in this machine's time zone. */
export function recapText(entries: FinishedSession['entries']): string {
  return recap(entries, Intl.DateTimeFormat().resolvedOptions().timeZone) ?? '';
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** False if the file is there with other content; true once it holds the text. */
async function writeUnlessTaken(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return (await readFile(file, 'utf8')) === text;
    }
    throw new HumanError(
      `The recap can't be written to ${file} (${error instanceof Error ? error.message : String(error)}); the log of the session is kept, so make the folder writable and run "Interpair: Open Recap" again.`,
      { cause: error },
    );
  }
}
