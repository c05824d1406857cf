import type { SessionEvent } from '../../../src/core/event.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { entryLines, headerLine } from '../../../src/log/local/journalLine.ts';
import { question } from '../../contract/events.ts';

export function entry(revision: number, id = `q${revision}`): LogEntry {
  return stamped(revision, question(id));
}

export function stamped(revision: number, event: SessionEvent): LogEntry {
  return { revision, at: 1_700_000_000_000 + revision, actor: 'ada', event };
}

/** Appends of one, three and one entry, with text in which bytes and characters differ. */
export const appends: readonly (readonly LogEntry[])[] = [
  [entry(1)],
  [entry(2, 'é'), entry(3, '😀'), entry(4)],
  [entry(5)],
];

/** A journal's text, append by append. */
export function journalOf(appends: readonly (readonly LogEntry[])[]): string {
  return headerLine + appends.map(entryLines).join('');
}

/** The entries that count once a journal was cut after so many bytes: those of whole appends. */
export function wholeUpTo(length: number, appends: readonly (readonly LogEntry[])[]): LogEntry[] {
  const kept: LogEntry[] = [];
  let end = headerLine.length;
  for (const entries of appends) {
    end += Buffer.byteLength(entryLines(entries));
    // An append is whole with its last brace; the newline behind it may be missing.
    if (length < end - 1) {
      break;
    }
    kept.push(...entries);
  }
  return kept;
}
