import { type JournalDisk, localDisk } from '../../src/log/local/journalDisk.ts';
import type { JournalFile } from '../../src/log/local/journalFile.ts';

/** The disk of this machine, which can be full, or fail to sync, for as long as a test wants. */
export class FaultyDisk implements JournalDisk {
  readonly read = localDisk.read;
  readonly exists = localDisk.exists;
  readonly lock = localDisk.lock;
  readonly keepDamaged = localDisk.keepDamaged;
  readonly replace = localDisk.replace;
  /** Bytes that still fit; a write beyond them is written in part and fails. */
  room = Number.POSITIVE_INFINITY;
  syncs = true;
  truncates = true;
  /** What was done to files, in order. */
  log: string[] = [];
  /** Runs right before a file is synced. */
  beforeSync: () => Promise<void> = async () => undefined;

  async open(path: string): Promise<JournalFile> {
    const file = await localDisk.open(path);
    return {
      size: () => file.size(),
      write: (bytes, position) => this.#write(file, bytes, position),
      truncate: (length) => this.#truncate(file, length),
      sync: () => this.#sync(file),
      close: () => file.close(),
    };
  }

  async #write(file: JournalFile, bytes: Buffer, position: number): Promise<void> {
    this.log.push('write');
    const fitting = bytes.subarray(0, this.room);
    await file.write(fitting, position);
    this.room -= fitting.length;
    if (fitting.length < bytes.length) {
      throw failure('ENOSPC');
    }
  }

  async #truncate(file: JournalFile, length: number): Promise<void> {
    if (!this.truncates) {
      throw failure('EIO');
    }
    await file.truncate(length);
  }

  async #sync(file: JournalFile): Promise<void> {
    await this.beforeSync();
    if (!this.syncs) {
      throw failure('EIO');
    }
    await file.sync();
    this.log.push('sync');
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`the disk fails with ${code}`), { code });
}
