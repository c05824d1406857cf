import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import type { LogEntry, Revision } from '../../core/logEntry.ts';
import { logEntrySchema } from '../../protocol/logEntry.ts';
import { mismatch } from '../../protocol/mismatch.ts';

/** A line of a journal that could not be read, or that was not where it belongs. */
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

export const journalVersion = 1;
export const headerLine = `${JSON.stringify({ journal: 'interpair', version: journalVersion })}\n`;

const headerSchema = v.object({ journal: v.literal('interpair'), version: v.number() });

/**
 * A line is an entry; `more` counts the entries that follow it in the same append, so that one which
 * was torn in the middle is cut off whole.
 */
const lineSchema = v.strictObject({
  ...logEntrySchema.entries,
  more: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

/** The lines of one append. */
export function entryLines(entries: readonly LogEntry[]): string {
  const last = entries.length - 1;
  return entries
    .map((entry, index) => (index < last ? { ...entry, more: last - index } : entry))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/**
 * Reads a journal. What a crash tore off the end is left out without a word: it was never acknowledged.
 * Any other line that can't be read is told as damage, and the lines around it still count.
 */
export function parseJournal(bytes: Buffer): JournalContent {
  const reader = new JournalReader();
  let start = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
    reader.line(bytes.subarray(start, end), end + 1);
    start = end + 1;
  }
  if (start < bytes.length) {
    reader.bareLine(bytes.subarray(start), bytes.length);
  }
  return reader.content();
}

const newline = 0x0a;

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
    const header = v.safeParse(headerSchema, this.#lines === 1 ? parseJson(bytes) : undefined);
    if (header.success) {
      this.#version = header.output.version;
      this.#markWhole(end);
      return;
    }
    const line = v.safeParse(lineSchema, parseJson(bytes));
    if (!line.success) {
      this.#damaged(mismatch(line.issues), end);
    } else if (line.output.revision <= this.#newest) {
      this.#damaged(`comes after entry ${this.#newest}, but is entry ${line.output.revision}`, end);
    } else {
      if (this.#lines === 1) {
        this.#damage.push({ line: 1, why: 'is an entry where the header should be' });
      }
      this.#entry(line.output, end);
    }
  }

  /** The bytes after the last newline: whole only if they are JSON to the last brace. */
  bareLine(bytes: Buffer, end: number): void {
    const line = v.safeParse(lineSchema, parseJson(bytes));
    if (line.success && line.output.more === undefined && line.output.revision > this.#newest) {
      this.#lines++;
      this.#entry(line.output, end);
      this.#endsBare = true;
    } else if (this.#lines === 0 && !headerLine.startsWith(bytes.toString())) {
      this.#lines++;
      this.#damaged('is not an Interpair journal', end);
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

  #entry({ more, ...entry }: v.InferOutput<typeof lineSchema>, end: number): void {
    if (this.#expected !== undefined && entry.revision !== this.#expected) {
      const missing = entry.revision - this.#expected;
      this.#damage.push({ line: this.#lines, why: `${missing} entries are missing before it` });
    }
    this.#entries.push(entry);
    this.#newest = entry.revision;
    this.#expected = entry.revision + 1;
    if (more === undefined) {
      this.#markWhole(end);
    }
  }

  #damaged(why: string, end: number): void {
    this.#damage.push({ line: this.#lines, why });
    this.#expected = undefined;
    this.#markWhole(end);
  }

  #markWhole(end: number): void {
    this.#whole = { entries: this.#entries.length, length: end };
  }
}

/** The value of one line; `undefined`, which fits no schema, if it is not JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return isUtf8(bytes) ? JSON.parse(bytes.toString()) : undefined;
  } catch {
    return undefined;
  }
}
