import type { JournalFile } from '../../src/log/local/journalFile.ts';

/** A journal's file on a disk that can be full, or fail to sync, for as long as a test wants. */
export class FaultyFile implements JournalFile {
  readonly #file: JournalFile;
  /** Bytes that still fit; a write beyond them is written in part and fails. */
  room = Number.POSITIVE_INFINITY;
  syncs = true;
  truncates = true;
  log: string[] = [];

  constructor(file: JournalFile) {
    this.#file = file;
  }

  size(): Promise<number> {
    return this.#file.size();
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    this.log.push('write');
    await this.#file.write(bytes.subarray(0, this.room), position);
    if (bytes.length > this.room) {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    }
  }

  async truncate(length: number): Promise<void> {
    if (!this.truncates) {
      throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    }
    await this.#file.truncate(length);
  }

  async sync(): Promise<void> {
    if (!this.syncs) {
      throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    }
    await this.#file.sync();
    this.log.push('sync');
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
