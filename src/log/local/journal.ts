import type { LogEntry } from '../../core/logEntry.ts';
import type { Millis } from '../../core/time.ts';
import type { Disposable } from '../../util/disposable.ts';
import { errorCode } from '../../util/errorCode.ts';
import { UnavailableError } from '../sessionLog.ts';
import { pause, systemTimers, type Timers } from '../timers.ts';
import { unavailable } from './fileFailure.ts';
import { type JournalDisk, localDisk } from './journalDisk.ts';
import type { JournalFile } from './journalFile.ts';
import { journalText } from './journalFormat.ts';
import { entryLines } from './journalLine.ts';
import { type RecoveredJournal, readable, recoverJournal } from './recoverJournal.ts';

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
 * it was never acknowledged. Other lines that are not as they were written are told in `damage`: the file
 * is copied aside as it is, and the journal goes on with all that could be read, numbered anew.
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
      const { file, length, ...found } = await recoverJournal(path, disk);
      const { entries } = found;
      return { journal: new Journal({ path, disk, lock, file, length, entries }), ...found };
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

interface JournalOptions {
  readonly path: string;
  readonly disk: JournalDisk;
  readonly lock: Disposable;
  readonly file: JournalFile;
  readonly length: number;
  readonly entries: readonly LogEntry[];
}

/** A session's journal, open for writing in this process alone. */
export class Journal implements Disposable {
  readonly path: string;
  readonly #disk: JournalDisk;
  readonly #lock: Disposable;
  /** All that was acknowledged, to write the file anew if it is deleted. */
  readonly #entries: LogEntry[];
  #file: JournalFile;
  /** Bytes that are known to be good; whatever lies behind them is a write that failed. */
  #length: number;
  #isTorn = false;
  #isGone = false;
  #closing: Promise<void> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ path, disk, lock, file, length, entries }: JournalOptions) {
    this.path = path;
    this.#disk = disk;
    this.#lock = lock;
    this.#file = file;
    this.#length = length;
    this.#entries = [...entries];
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
    const run = this.#queue.then(() => this.#append(entries));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Lets go of the file and the lock once everything asked for so far is written. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#queue
      .then(() => this.#cutOff())
      .catch(() => undefined)
      .then(() => this.#file.close())
      .catch(() => undefined)
      .then(() => this.#lock.dispose());
    return this.#closing;
  }

  dispose(): void {
    void this.close();
  }

  async #append(entries: readonly LogEntry[]): Promise<void> {
    try {
      await this.#cutOff();
      await this.#makeReady();
      await this.#write(Buffer.from(entryLines(entries)));
      this.#entries.push(...entries);
    } catch (error) {
      // A failure here is met again, and told, by the next append.
      await this.#cutOff().catch(() => undefined);
      throw unavailable(this.path, error);
    }
  }

  /** Takes back a write that failed. A reader would cut it off as well, unless it was whole. */
  async #cutOff(): Promise<void> {
    if (this.#isTorn) {
      await this.#file.truncate(this.#length);
      await this.#file.sync();
      this.#isTorn = false;
    }
  }

  async #makeReady(): Promise<void> {
    const size = this.#isGone ? undefined : await sizeInPlace(this.#file);
    if (size === undefined) {
      this.#isGone = true;
      await this.#restore();
      this.#isGone = false;
    } else {
      this.#throwIfForeign(size, this.#length);
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    const end = this.#length + bytes.length;
    this.#isTorn = true;
    await this.#file.write(bytes, this.#length);
    await this.#file.sync();
    this.#isTorn = false;
    // Another size shows that these bytes went into a file that was deleted or replaced meanwhile.
    this.#throwIfForeign(await sizeInPlace(this.#file), end);
    this.#length = end;
  }

  /** The lock is among windows on one machine; the writing of anything else shows by the size. */
  #throwIfForeign(size: number | undefined, expected: number): void {
    if (size !== expected) {
      throw new UnavailableError(
        `Something else has changed the session's record ${this.path}; move that file away and try again, and it is written anew from this window.`,
      );
    }
  }

  /** Deleted or moved, as by a tool that cleans the folder: all that was acknowledged is still here. */
  async #restore(): Promise<void> {
    const { path } = this;
    // Opened once before, which makes the folder.
    await (await this.#disk.open(path)).close();
    await this.#disk.replace(path, journalText(this.#entries));
    const file = await this.#disk.open(path);
    const old = this.#file;
    this.#file = file;
    this.#length = await file.size();
    await old.close().catch(() => undefined);
  }
}

/** `undefined` if there is no file any more where it was opened. */
async function sizeInPlace(file: JournalFile): Promise<number | undefined> {
  try {
    return await file.size();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
