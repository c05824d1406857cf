import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type EpochMs, hour, type Millis } from '../../../core/time.ts';
import {
  type Announcement,
  encodeAnnouncement,
  parseAnnouncement,
} from '../../../protocol/announcement.ts';
import { announcementPath } from '../../../protocol/announcementPath.ts';
import type { Disposable } from '../../../util/disposable.ts';
import { errorCode } from '../../../util/errorCode.ts';
import { leadsOut } from '../../content/leadsOut.ts';
import type { LogChannel } from '../../logChannel.ts';
import { ignoreAnnouncement } from './ignoreAnnouncement.ts';

/** How long an announcement holds when nobody renews it: whoever hosted is gone then. */
export const validity: Millis = 12 * hour;
const renewal: Millis = 6 * hour;

/** A session as it is announced, for as long as that is renewed. */
export type Announced = Omit<Announcement, 'expires'>;

interface Written {
  readonly said: string;
  readonly text: string;
  readonly at: EpochMs;
}

/**
 * The file in a workspace folder that announces the session which is hosted here; gone when it is
 * disposed. Where two are hosted in one folder, the one that came last has the file, and the other takes
 * it back when that is over.
 */
export class AnnouncementFile implements Disposable {
  readonly workspace: string;
  readonly #file: string;
  readonly #clock: () => EpochMs;
  readonly #log: Pick<LogChannel, 'info' | 'note'>;
  #written: Written | undefined;
  #isDisposed = false;

  /** @param workspace the path of its folder. */
  constructor(workspace: string, clock: () => EpochMs, log: Pick<LogChannel, 'info' | 'note'>) {
    this.workspace = workspace;
    this.#file = path.join(workspace, announcementPath);
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Writes the announcement if it is news, gets old, or is not there. One call at a time.
   *
   * @param isForMe whether only this machine's user may read it, and whomever they share the folder with.
   * @throws if it can't be written.
   */
  async say(announced: Announced, isForMe: boolean): Promise<void> {
    const at = this.#clock();
    const said = `${isForMe} ${encodeAnnouncement({ ...announced, expires: 0 })}`;
    if (said === this.#written?.said && (await this.#holds(this.#written, at))) {
      return;
    }
    const text = encodeAnnouncement({ ...announced, expires: at + validity });
    await this.#write({ said, text, at }, isForMe ? 0o600 : 0o666);
  }

  /** At once, since a window that closes waits for nothing. */
  dispose(): void {
    this.#isDisposed = true;
    try {
      if (
        lstatSync(this.#file).isFile() &&
        readFileSync(this.#file, 'utf8') === this.#written?.text
      ) {
        rmSync(this.#file);
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.#log.note('Removing the announcement', error);
      }
    }
  }

  /** Whether what was written is there and new enough, or another session has been announced since. */
  async #holds({ text, at }: Written, now: EpochMs): Promise<boolean> {
    const there = await this.#read();
    return there === text
      ? now < at + renewal
      : there !== undefined && parseAnnouncement(there, now).ok;
  }

  async #read(): Promise<string | undefined> {
    try {
      return (await lstat(this.#file)).isFile() ? await readFile(this.#file, 'utf8') : undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** In one step, so that nobody reads half of it. */
  async #write(written: Written, mode: number): Promise<void> {
    const folder = path.dirname(this.#file);
    await mkdir(folder, { recursive: true });
    if (await leadsOut(this.workspace, folder)) {
      throw new Error(`${folder} leads out of the workspace folder.`);
    }
    if (await ignoreAnnouncement(folder)) {
      this.#log.info(`Added ${path.basename(this.#file)} to the .gitignore of ${folder}.`);
    }
    const draft = `${this.#file}.${process.pid}`;
    const before = this.#written;
    try {
      await rm(draft, { force: true });
      await writeFile(draft, written.text, { flag: 'wx', mode });
      this.#written = written;
      await rename(draft, this.#file);
    } catch (error) {
      this.#written = before;
      await rm(draft, { force: true });
      throw error;
    }
    if (this.#isDisposed) {
      this.dispose();
    }
  }
}
