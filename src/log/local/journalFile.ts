import { constants } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../util/errorCode.ts';
import { syncFolder, syncName } from './syncFolder.ts';

/** The few things that a journal does to its file. Injected, so that a simulation can have its own disk. */
export interface JournalFile {
  /** Of what is now where the file was opened; fails with ENOENT if there is nothing. */
  size(): Promise<number>;
  /** Writes all bytes at a position. */
  write(bytes: Buffer, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Resolves once what was written would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file for reading and writing; it and its folder are made, durably, if they are not there. */
export async function openJournalFile(path: string): Promise<JournalFile> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  try {
    if ((await handle.stat()).size === 0) {
      await syncName(path);
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return diskFile(path, handle);
}

function diskFile(path: string, handle: FileHandle): JournalFile {
  return {
    size: async () => (await stat(path)).size,
    async write(bytes, position) {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(
          bytes,
          done,
          bytes.length - done,
          position + done,
        );
        done += bytesWritten;
      }
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Copies a file to the first free `<path>.damaged-<n>`, durably, and returns the copy's path. */
export async function keepDamaged(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const copy = `${path}.damaged-${n}`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') {
        continue;
      }
      throw error;
    }
    await syncFile(copy);
    await syncFolder(dirname(copy));
    return copy;
  }
}

/** Replaces a file's content in one step: a crash leaves the old content or the new. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  try {
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
