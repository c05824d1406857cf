import { holdsKey } from './holdsKey.ts';
import type { Place } from './question.ts';

/** Longer lines are cut, in a place as in the search for it. In UTF-16 code units. */
export const longestLine = 200;

/** How many of the lines that read alike are looked at, at most. */
const most = 50;

/** A document's lines, made ready once to find many places in. */
export class CodeLines {
  /** Each line trimmed, and cut where it is long. */
  readonly texts: readonly string[];
  /** The indices of the lines that read alike, ascending. */
  readonly #alike = new Map<string, number[]>();

  /** @param lines of a document, in its order. */
  constructor(lines: readonly string[]) {
    this.texts = lines.map((line) => line.trim().slice(0, longestLine));
    for (const [index, text] of this.texts.entries()) {
      const alike = this.#alike.get(text);
      if (alike === undefined) {
        this.#alike.set(text, [index]);
      } else {
        alike.push(index);
      }
    }
  }

  /** The indices of the lines that read so, ascending. */
  reading(text: string): readonly number[] {
    return this.#alike.get(text) ?? [];
  }

  /** Of the lines that read so, those around an index, at most fifty, nearest first. */
  nearest(text: string | undefined, to: number): readonly number[] {
    const all = text === undefined ? [] : this.reading(text);
    let from = 0;
    for (let end = all.length; from < end; ) {
      const middle = (from + end) >> 1;
      if ((all[middle] ?? 0) < to) {
        from = middle + 1;
      } else {
        end = middle;
      }
    }
    return all
      .slice(Math.max(from - most, 0), from + most)
      .sort((one, other) => Math.abs(one - to) - Math.abs(other - to))
      .slice(0, most);
  }

  /** The next line above (-1) or below (1) an index that is not blank; an index outside if none is. */
  next(index: number, step: 1 | -1): number {
    let next = index + step;
    while (this.texts[next] === '') {
      next += step;
    }
    return next;
  }
}

/**
 * What a place keeps of the code, so that any participant finds it again after edits: nothing of a line that
 * holds a key.
 *
 * @param line of the first line, counted from 1.
 * @param lines how many lines it spans, at least one.
 */
export function snapshot(code: CodeLines, line: number, lines: number): Omit<Place, 'path'> {
  const first = line - 1;
  const span = lines > 1 ? { lines } : {};
  const text = code.texts[first] ?? '';
  if (holdsKey(text)) {
    return { line, text: '', ...span };
  }
  const twins = text === '' ? [] : code.reading(text);
  const before = told(code.texts[code.next(first, -1)]);
  const after = told(code.texts[code.next(first + lines - 1, 1)]);
  return {
    line,
    text,
    ...span,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(twins.length > 1 ? { twin: { nth: twins.indexOf(first) + 1, of: twins.length } } : {}),
  };
}

function told(text: string | undefined): string | undefined {
  return text === undefined || holdsKey(text) ? undefined : text;
}
