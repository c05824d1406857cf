import { access, readFile } from 'node:fs/promises';
import type { Disposable } from '../../util/disposable.ts';
import type { JournalFile } from './journalFile.ts';

/** Where journals are kept. Injected, so that a simulation can have its own. */
export interface JournalDisk {
  /** Opens a file for reading and writing; it and its folder are made, durably, if they are not there. */
  open(path: string): Promise<JournalFile>;
  read(path: string): Promise<Buffer>;
  exists(path: string): Promise<boolean>;
  /** Keeps a file to one process, or answers `undefined` if another one has it. */
  lock(path: string): Promise<Disposable | undefined>;
  /** Copies a file to the first free `<path>.damaged-<n>`, durably, and returns the copy's path. */
  keepDamaged(path: string): Promise<string>;
  /** Replaces a file's content in one step: a crash leaves the old content or the new. */
  replace(path: string, text: string): Promise<void>;
}

/** The disk of this machine. What it writes with is loaded when the first journal is opened. */
export const localDisk: JournalDisk = {
  open: async (path) => (await import('./journalFile.ts')).openJournalFile(path),
  read: readFile,
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  lock: async (path) => (await import('./journalLock.ts')).lockJournal(path),
  keepDamaged: async (path) => (await import('./journalFile.ts')).keepDamaged(path),
  replace: async (path, text) => (await import('./journalFile.ts')).replaceFile(path, text),
};
