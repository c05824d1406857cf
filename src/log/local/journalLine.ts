import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { LogEntry } from '../../core/logEntry.ts';
import { logEntrySchema } from '../../protocol/logEntry.ts';
import { mismatch } from '../../protocol/mismatch.ts';

/** Raised when a line may hold what the readers of the version before can't read, such as a new kind of event. */
export const journalVersion = 3;

/** What a line of a journal says. `isAltered`: it can be read, but is not what was written. */
export type JournalLine =
  | { readonly kind: 'header'; readonly version: number; readonly isAltered: boolean }
  | {
      readonly kind: 'entry';
      readonly entry: LogEntry;
      /** Entries of the same append follow. */
      readonly hasMore: boolean;
      readonly isAltered: boolean;
    }
  | { readonly kind: 'unreadable'; readonly why: string };

const sum = v.exactOptional(v.string());

const headerFields = { journal: v.literal('interpair'), version: v.number(), sum };
/** Other fields are a newer version's affair. */
const anyHeaderSchema = v.looseObject(headerFields);
const headerSchema = v.strictObject(headerFields);

/**
 * A line is an entry; `more` counts the entries that follow it in the same append, so that one which
 * was torn in the middle is cut off whole, and `sum` tells whether it is what was written.
 */
const lineSchema = v.strictObject({
  ...logEntrySchema.entries,
  more: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  sum,
});

export const headerLine = lineOf({ journal: 'interpair', version: journalVersion });

/** The lines of one append. */
export function entryLines(entries: readonly LogEntry[]): string {
  const last = entries.length - 1;
  return entries
    .map((entry, index) => lineOf(index < last ? { ...entry, more: last - index } : entry))
    .join('');
}

/** Reads a line, without what ends it. */
export function readLine(bytes: Buffer): JournalLine {
  const json = parseJson(bytes);
  const header = v.safeParse(anyHeaderSchema, json);
  if (header.success) {
    const { version } = header.output;
    const isStrange = version <= journalVersion && !v.is(headerSchema, json);
    return { kind: 'header', version, isAltered: isStrange || isAltered(json) };
  }
  const line = v.safeParse(lineSchema, json);
  if (!line.success) {
    return { kind: 'unreadable', why: mismatch(line.issues) };
  }
  const { more, sum: _, ...entry } = line.output;
  return { kind: 'entry', entry, hasMore: more !== undefined, isAltered: isAltered(json) };
}

function lineOf(content: object): string {
  return `${JSON.stringify({ ...content, sum: sumOf(content) })}\n`;
}

/** A line without a sum, as a person may write one, is taken as it is. */
function isAltered(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('sum' in json)) {
    return false;
  }
  const { sum, ...content } = json;
  return sum !== sumOf(content);
}

/** Notices a change by accident. Not a protection: whoever changes a line can change its sum. */
function sumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
}

/** The value of one line; `undefined`, which fits no schema, if it is not JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return isUtf8(bytes) ? JSON.parse(bytes.toString()) : undefined;
  } catch {
    return undefined;
  }
}
