import { constants } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UnavailableError } from '../sessionLog.ts';

/** The few things that a journal does to its file. Injected, so that a simulation can have its own disk. */
export interface JournalFile {
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
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  try {
    await syncFolder(folder);
    if (made !== undefined) {
      await syncFolder(dirname(made));
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return diskFile(handle);
}

function diskFile(handle: FileHandle): JournalFile {
  return {
    size: async () => (await handle.stat()).size,
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
      if (codeOf(error) === 'EEXIST') {
        continue;
      }
      throw error;
    }
    await syncFile(copy);
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

/** Makes a new or renamed file's name durable. Windows has no such call and does so by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a failure of the file system means for the person. */
export function unavailable(path: string, error: unknown): UnavailableError {
  if (error instanceof UnavailableError) {
    return error;
  }
  return new UnavailableError(sentence(path, codeOf(error)), { cause: error });
}

function sentence(path: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full, so the session's record ${path} can't grow; free some space and try again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Interpair may not write the session's record ${path}; make the file and its folder writable, or choose another folder in interpair.journal.folder.`;
    default:
      return `The session's record ${path} could not be opened or written (${code}); check the disk and try again.`;
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
