import type { LogEntry } from '../../core/logEntry.ts';
import { UnavailableError } from '../sessionLog.ts';
import type { JournalDisk } from './journalDisk.ts';
import type { JournalFile } from './journalFile.ts';
import {
  type JournalContent,
  type JournalDamage,
  journalText,
  parseJournal,
} from './journalFormat.ts';
import { headerLine, journalVersion } from './journalLine.ts';

/** What was found in a journal. */
export interface RecoveredJournal {
  readonly entries: readonly LogEntry[];
  /** Lines that are not as they were written; the file as it was is kept beside the journal, under `keptAs`. */
  readonly damage: readonly JournalDamage[];
  readonly keptAs?: string;
}

/** A journal that is ready to be gone on with. */
export interface MendedJournal extends RecoveredJournal {
  readonly file: JournalFile;
  /** Bytes, all of them good. */
  readonly length: number;
}

/** @throws {UnavailableError} if a newer Interpair wrote it. */
export function readable(path: string, bytes: Buffer): JournalContent {
  const content = parseJournal(bytes);
  if ((content.version ?? 0) > journalVersion) {
    throw new UnavailableError(
      `A newer Interpair wrote the session's record ${path}; update the extension to open it.`,
    );
  }
  return content;
}

/**
 * Puts a journal in order, whatever the last one who wrote it left behind, and in the newest format: an older
 * Interpair then says so, instead of taking what it does not know for damage. Whoever calls has its lock.
 */
export async function recoverJournal(path: string, disk: JournalDisk): Promise<MendedJournal> {
  const bytes = await disk.read(path);
  const content = readable(path, bytes);
  const { entries, damage } = content;
  const keptAs = damage.length > 0 ? await disk.keepDamaged(path) : undefined;
  const isAnew = damage.length > 0 || (content.version ?? journalVersion) < journalVersion;
  if (isAnew) {
    await disk.replace(path, journalText(entries));
  }
  const file = await disk.open(path);
  try {
    const length = isAnew ? await file.size() : await mend(file, bytes, content);
    return { file, length, entries, damage, ...(keptAs === undefined ? {} : { keptAs }) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Cuts off what was torn, completes what is missing, and returns the journal's length. */
async function mend(
  file: JournalFile,
  bytes: Buffer,
  { length, endsBare }: JournalContent,
): Promise<number> {
  // Where the lock does not reach, someone may have appended since: what is whole is left alone.
  if (length < bytes.length) {
    await file.truncate(length);
  }
  const missing = Buffer.from(length === 0 ? headerLine : endsBare ? '\n' : '');
  await file.write(missing, length);
  // Entries that a killed process did not get to sync count from here on.
  await file.sync();
  return length + missing.length;
}
