import type { LogEntry, Revision } from '../../core/logEntry.ts';
import { entryLines, headerLine, type JournalLine, readLine } from './journalLine.ts';

/** A line of a journal that could not be read, was altered, or was not where it belongs. */
export interface JournalDamage {
  /** Counted from 1. */
  readonly line: number;
  readonly why: string;
}

/** What the bytes of a journal say. */
export interface JournalContent {
  /** The readable entries, numbered from 1 without gaps. */
  readonly entries: readonly LogEntry[];
  readonly damage: readonly JournalDamage[];
  /** Bytes up to the end of the last line that counts; what follows was torn while it was written. */
  readonly length: number;
  /** The last entry is whole, but the newline after it is missing. */
  readonly endsBare: boolean;
  /** The format's version that the first line names; `undefined` if it names none. */
  readonly version: number | undefined;
}

/** A journal of these entries, as if each had been appended by itself. */
export function journalText(entries: readonly LogEntry[]): string {
  return headerLine + entries.map((entry) => entryLines([entry])).join('');
}

/**
 * Reads a journal. What a crash tore off the end is left out without a word: it was never acknowledged.
 * Any other line that is not as it was written is told as damage, and all that can be read still counts.
 */
export function parseJournal(bytes: Buffer): JournalContent {
  const reader = new JournalReader();
  let start = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
    reader.line(bytes.subarray(start, end), end + 1);
    start = end + 1;
  }
  const end = lengthWithoutZeros(bytes);
  if (start < end) {
    reader.bareLine(bytes.subarray(start, end), end);
  }
  return reader.content();
}

const newline = 0x0a;
/** A line ends in its sum. */
const lineEnd = '"}';

class JournalReader {
  readonly #entries: LogEntry[] = [];
  readonly #damage: JournalDamage[] = [];
  /** Entries and bytes up to the last append that is whole. */
  #whole = { entries: 0, length: 0 };
  #lines = 0;
  #endsBare = false;
  #version: number | undefined;
  /** The revision that the next line should carry; `undefined` behind a line that can't be read. */
  #expected: Revision | undefined = 1;
  #newest: Revision = 0;

  line(bytes: Buffer, end: number): void {
    this.#lines++;
    this.#take(readLine(bytes), end);
  }

  /** The bytes after the last newline: whole only if they are JSON to the last brace. */
  bareLine(bytes: Buffer, end: number): void {
    const known = this.#newest;
    const line = readLine(bytes);
    const upToSum = bytes.lastIndexOf(lineEnd) + lineEnd.length;
    if (line.kind === 'entry' && !line.isAltered) {
      if (!line.hasMore && line.entry.revision > known) {
        this.#lines++;
        this.#take(line, end);
        this.#endsBare = true;
      }
    } else if (upToSum < bytes.length && readLine(bytes.subarray(0, upToSum)).kind === 'entry') {
      this.line(bytes.subarray(0, upToSum), end);
      this.#tell('is followed by what does not belong there');
    } else if (this.#lines === 0 && !headerLine.startsWith(bytes.toString())) {
      this.#lines++;
      this.#unreadable('is not an Interpair journal', end);
    }
  }

  content(): JournalContent {
    return {
      entries: this.#entries
        .slice(0, this.#whole.entries)
        .map((entry, index) => ({ ...entry, revision: index + 1 })),
      damage: this.#damage,
      length: this.#whole.length,
      endsBare: this.#endsBare,
      version: this.#version,
    };
  }

  #take(line: JournalLine, end: number): void {
    if (line.kind === 'entry') {
      if (this.#lines === 1) {
        this.#tell('is an entry where the header should be');
      }
      this.#entry(line, end);
    } else if (line.kind === 'header' && this.#lines === 1) {
      this.#header(line, end);
    } else {
      this.#unreadable(line.kind === 'header' ? 'is a second header' : line.why, end);
    }
  }

  #header({ version, isAltered }: Extract<JournalLine, { kind: 'header' }>, end: number): void {
    if (isAltered) {
      this.#tell(altered);
    } else {
      this.#version = version;
    }
    this.#markWhole(end);
  }

  #entry(
    { entry, hasMore, isAltered }: Extract<JournalLine, { kind: 'entry' }>,
    end: number,
  ): void {
    if (isAltered) {
      // What it says counts, but for its number: one that is too high would cost the entries after it.
      this.#tell(altered);
      this.#newest++;
      this.#expected &&= this.#newest + 1;
    } else if (entry.revision <= this.#newest) {
      this.#unreadable(`comes after entry ${this.#newest}, but is entry ${entry.revision}`, end);
      return;
    } else {
      if (this.#expected !== undefined && entry.revision !== this.#expected) {
        this.#tell(`${entry.revision - this.#expected} entries are missing before it`);
      }
      this.#newest = entry.revision;
      this.#expected = entry.revision + 1;
    }
    this.#entries.push(entry);
    if (!hasMore) {
      this.#markWhole(end);
    }
  }

  #unreadable(why: string, end: number): void {
    this.#tell(why);
    this.#expected = undefined;
    this.#markWhole(end);
  }

  #tell(why: string): void {
    this.#damage.push({ line: this.#lines, why });
  }

  #markWhole(end: number): void {
    this.#whole = { entries: this.#entries.length, length: end };
  }
}

const altered = 'is not as it was written';

/** A power cut can leave zeros where the end of the last write should be. */
function lengthWithoutZeros(bytes: Buffer): number {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) {
    length--;
  }
  return length;
}
