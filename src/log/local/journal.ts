import type { LogEntry } from '../../core/logEntry.ts';
import type { Millis } from '../../core/time.ts';
import type { Disposable } from '../../util/disposable.ts';
import { UnavailableError } from '../sessionLog.ts';
import { pause, systemTimers, type Timers } from '../timers.ts';
import { type JournalDisk, localDisk } from './journalDisk.ts';
import { type JournalFile, unavailable } from './journalFile.ts';
import {
  entryLines,
  headerLine,
  type JournalContent,
  type JournalDamage,
  journalVersion,
  parseJournal,
} from './journalFormat.ts';

/** What was found in a journal. */
export interface RecoveredJournal {
  readonly entries: readonly LogEntry[];
  /** Lines that could not be read; the file as it was is kept beside the journal, under `keptAs`. */
  readonly damage: readonly JournalDamage[];
  readonly keptAs?: string;
}

export interface OpenedJournal extends RecoveredJournal {
  readonly journal: Journal;
}

export interface OpenOptions {
  /** How long to wait for another process that has the journal, such as a window that is being reloaded. */
  readonly patience?: Millis;
  readonly disk?: JournalDisk;
  readonly timers?: Timers;
}

/**
 * Reads a journal without touching it, for looking at a session that runs elsewhere or is over.
 *
 * @throws {UnavailableError} if it can't be read, or a newer Interpair wrote it.
 */
export async function readJournal(path: string): Promise<RecoveredJournal> {
  try {
    return readable(path, await localDisk.read(path));
  } catch (error) {
    throw unavailable(path, error);
  }
}

/**
 * Opens a session's journal for writing, or starts one. A last line that was torn by a crash is cut off;
 * it was never acknowledged. Other unreadable lines are told in `damage`: the file is copied aside as it
 * is, and the journal goes on with all that could be read, numbered anew.
 *
 * @throws {UnavailableError} if another window has it, it can't be written, or a newer Interpair wrote it.
 */
export async function openJournal(
  path: string,
  { patience = 5_000, disk = localDisk, timers = systemTimers }: OpenOptions = {},
): Promise<OpenedJournal> {
  try {
    // Made before it is locked: the lock is on the file's real path.
    await (await disk.open(path)).close();
    const lock = await waitForLock(path, { patience, disk, timers });
    try {
      return await recover(path, disk, lock);
    } catch (error) {
      lock.dispose();
      throw error;
    }
  } catch (error) {
    throw unavailable(path, error);
  }
}

const lockPoll: Millis = 100;

async function waitForLock(
  path: string,
  { patience, disk, timers }: Required<OpenOptions>,
): Promise<Disposable> {
  for (let waited = 0; ; waited += lockPoll) {
    const lock = await disk.lock(path);
    if (lock !== undefined) {
      return lock;
    }
    if (waited >= patience) {
      throw new UnavailableError(
        `Another window is writing the session's record ${path}; go on there, or close it and try again.`,
      );
    }
    await pause(timers, lockPoll);
  }
}

async function recover(path: string, disk: JournalDisk, lock: Disposable): Promise<OpenedJournal> {
  const content = readable(path, await disk.read(path));
  const { entries, damage } = content;
  let keptAs: string | undefined;
  if (damage.length > 0) {
    keptAs = await disk.keepDamaged(path);
    await disk.replace(path, headerLine + entries.map((entry) => entryLines([entry])).join(''));
  }
  const file = await disk.open(path);
  try {
    const length = damage.length > 0 ? await file.size() : await mend(file, content);
    const journal = new Journal(path, file, length, lock);
    return { journal, entries, damage, ...(keptAs === undefined ? {} : { keptAs }) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function readable(path: string, bytes: Buffer): JournalContent {
  const content = parseJournal(bytes);
  if ((content.version ?? 0) > journalVersion) {
    throw new UnavailableError(
      `A newer Interpair wrote the session's record ${path}; update the extension to open it.`,
    );
  }
  return content;
}

/** Cuts off what was torn, completes what is missing, and returns the journal's length. */
async function mend(file: JournalFile, { length, endsBare }: JournalContent): Promise<number> {
  await file.truncate(length);
  const missing = Buffer.from(length === 0 ? headerLine : endsBare ? '\n' : '');
  await file.write(missing, length);
  await file.sync();
  return length + missing.length;
}

/** A session's journal, open for writing in this process alone. */
export class Journal implements Disposable {
  readonly path: string;
  readonly #file: JournalFile;
  readonly #lock: Disposable;
  /** Bytes that are known to be good; whatever lies behind them is a write that failed. */
  #length: number;
  #torn = false;
  #closing: Promise<void> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, file: JournalFile, length: number, lock: Disposable) {
    this.path = path;
    this.#file = file;
    this.#length = length;
    this.#lock = lock;
  }

  /**
   * Resolves once the entries, all of them, would survive a power cut.
   *
   * @throws {UnavailableError} if they could not be written; then none of them is in the journal.
   */
  append(entries: readonly LogEntry[]): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(new UnavailableError('The session was closed in this window.'));
    }
    const run = this.#queue.then(() => this.#append(Buffer.from(entryLines(entries))));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Lets go of the file and the lock once everything asked for so far is written. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#queue
      .then(() => this.#file.close())
      .catch(() => undefined)
      .then(() => this.#lock.dispose());
    return this.#closing;
  }

  dispose(): void {
    void this.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      if (this.#torn) {
        await this.#cutOff();
      }
      await this.#throwIfForeign();
      this.#torn = true;
      await this.#file.write(bytes, this.#length);
      await this.#file.sync();
      this.#torn = false;
      this.#length += bytes.length;
    } catch (error) {
      // A failure here is met again, and told, by the next append.
      await this.#cutOff().catch(() => undefined);
      throw unavailable(this.path, error);
    }
  }

  /** Takes back a write that failed. A reader would cut it off as well, unless it was whole. */
  async #cutOff(): Promise<void> {
    if (this.#torn) {
      await this.#file.truncate(this.#length);
      await this.#file.sync();
      this.#torn = false;
    }
  }

  /** The lock holds on one machine; on a shared folder, another one's writing shows by the length. */
  async #throwIfForeign(): Promise<void> {
    if ((await this.#file.size()) !== this.#length) {
      throw new UnavailableError(
        `Something else has changed the session's record ${this.path}; undo that, or end the session and start a new one.`,
      );
    }
  }
}
