import { type CodeLines, longestLine } from './codeLines.ts';
import type { Place } from './question.ts';
import { similarity } from './similarity.ts';

/** How many lines that are not blank a neighbour may be away and still be near. */
const reach = 3;

/** How far around its number, in lines, an edited line is looked for, and the end of what grew. */
const around = 8;

/** Where a place is by now. */
export interface Found {
  /** Of its first line, counted from 1. Of code that is gone, where it stood. */
  readonly line: number;
  /** How many lines it spans, at least one. */
  readonly lines: number;
  /** `same`: as it stood. `moved`: as it stood, on another line. `changed`: edited. `gone`: not there. */
  readonly how: 'same' | 'moved' | 'changed' | 'gone';
}

/**
 * Where a place stands now: at a line that reads as it did, or at an edited one, as its neighbours tell.
 * Where the code is gone, that is where it stood: below the neighbour that is left, or at its number.
 */
export function locate(place: Place, code: CodeLines): Found {
  const wanted = wantedOf(place);
  if (wanted.text === '') {
    return found(wanted, code, blankLine(wanted, code));
  }
  const unchanged = findUnchanged(wanted, code);
  if (unchanged !== undefined) {
    return found(wanted, code, unchanged);
  }
  const edited = findEdited(wanted, code);
  return edited === undefined
    ? { line: whereItStood(wanted, code) + 1, lines: 1, how: 'gone' }
    : { ...found(wanted, code, edited), how: 'changed' };
}

/** A place as it is looked for, its first line counted from 0. */
interface Wanted {
  readonly text: string;
  readonly first: number;
  readonly count: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly twin: Place['twin'];
}

function wantedOf({ text, line, lines, before, after, twin }: Place): Wanted {
  return {
    text: text.slice(0, longestLine),
    first: line - 1,
    count: lines ?? 1,
    before: before?.slice(0, longestLine),
    after: after?.slice(0, longestLine),
    twin,
  };
}

function found(wanted: Wanted, code: CodeLines, first: number): Found {
  const lines = spanFrom(wanted, code, first);
  return { line: first + 1, lines, how: first === wanted.first ? 'same' : 'moved' };
}

/** How many lines the place spans by now: to above what stood below it, if that is still near. */
function spanFrom({ count, after }: Wanted, code: CodeLines, first: number): number {
  const below = first + count;
  if (count > 1 && code.texts[code.next(below - 1, 1)] !== after) {
    const [end] = code
      .nearest(after, below)
      .filter((index) => index > first && Math.abs(index - below) <= around);
    if (end !== undefined) {
      return Math.max(code.next(end, -1) - first + 1, 1);
    }
  }
  return Math.max(Math.min(count, code.texts.length - first), 1);
}

/** The best of the lines that read as the place did; `undefined` if none can be told to be it. */
function findUnchanged(wanted: Wanted, code: CodeLines): number | undefined {
  const { text, first, twin } = wanted;
  if (wanted.before === undefined && wanted.after === undefined) {
    return code.nearest(text, first)[0];
  }
  const twins = code.reading(text);
  const { nth, of } = twin ?? { nth: 1, of: 1 };
  const inOrder = twins.length === of ? twins[nth - 1] : undefined;
  if (inOrder !== undefined && neighbourhood(wanted, code, inOrder) >= 3) {
    return inOrder; // There are as many as there were: also of copies that have the same neighbours.
  }
  const candidates = [...linesBeside(wanted, code)].filter((index) => code.texts[index] === text);
  const best = bestOf(
    new Set([...code.nearest(text, first), ...candidates]),
    (index) => neighbourhood(wanted, code, index),
    first,
  );
  if (best === undefined || (twin === undefined && /\w{3}/.test(text))) {
    return best?.index; // It was the only one that reads so, and it says something.
  }
  // A twin elsewhere is not it; least of all where one is missing, or its neighbours have closed ranks.
  const hasClosed = closedGap(wanted, code) !== undefined;
  if (best.score >= (twins.length < of || hasClosed ? 5 : 3)) {
    return best.index;
  }
  return hasClosed ? undefined : inOrder;
}

/** The line that stands where the place did and still has something of it. */
function findEdited(wanted: Wanted, code: CodeLines): number | undefined {
  const { text, first } = wanted;
  const hasClosed = closedGap(wanted, code) !== undefined;
  if (hasClosed && [wanted.before, wanted.after].some((line) => isUnique(line, code))) {
    return undefined; // Nothing is left between the two.
  }
  const scores = new Map<number, number>();
  for (const index of linesBeside(wanted, code)) {
    const now = code.texts[index];
    if (now !== undefined && now !== '' && now !== text) {
      const context = neighbourhood(wanted, code, index);
      const likeness = similarity(now, text);
      if (likeness >= likenessNeeded(context, hasClosed)) {
        scores.set(index, context + likeness);
      }
    }
  }
  return bestOf(scores.keys(), (index) => scores.get(index) ?? 0, first)?.index;
}

function isUnique(line: string | undefined, code: CodeLines): boolean {
  return line !== undefined && code.reading(line).length === 1;
}

/** The less of the neighbourhood is left, the more of the line itself must be. */
function likenessNeeded(context: number, hasClosed: boolean): number {
  if (context >= (hasClosed ? 6 : 5)) {
    return 0.4;
  }
  return hasClosed || context < 3 ? Number.POSITIVE_INFINITY : 0.85;
}

function bestOf(
  indices: Iterable<number>,
  scoreOf: (index: number) => number,
  to: number,
): { readonly index: number; readonly score: number } | undefined {
  let best: { readonly index: number; readonly score: number } | undefined;
  for (const index of indices) {
    const score = scoreOf(index);
    const isNearer = best !== undefined && Math.abs(index - to) < Math.abs(best.index - to);
    if (best === undefined || score > best.score || (score === best.score && isNearer)) {
      best = { index, score };
    }
  }
  return best;
}

/** The lines next to one that reads as a neighbour of the place did, and those around its number. */
function linesBeside({ first, count, before, after }: Wanted, code: CodeLines): Set<number> {
  const beside = new Set<number>();
  for (const index of code.nearest(before, first)) {
    beside.add(code.next(index, 1));
  }
  for (const index of code.nearest(after, first + count)) {
    beside.add(code.next(index, -1));
    beside.add(index - count);
  }
  for (let away = -around; away <= around; away++) {
    beside.add(first + away);
  }
  return beside;
}

/** A blank line has no text to know it by: it is the one between the neighbours, or at its number. */
function blankLine(wanted: Wanted, code: CodeLines): number {
  const { first } = wanted;
  const isThere = code.texts[first] === '' && neighbourhood(wanted, code, first) >= 3;
  return isThere ? first : whereItStood(wanted, code);
}

/** The index of the line at which the place stood, judged by what is left of its neighbours. */
function whereItStood(wanted: Wanted, code: CodeLines): number {
  const { first, count, before, after } = wanted;
  const above = closedGap(wanted, code) ?? code.nearest(before, first)[0];
  const below = code.nearest(after, first + count)[0];
  const stood = above === undefined ? (below ?? first) : above + 1;
  return Math.min(Math.max(stood, 0), code.texts.length - 1);
}

/** Where the two neighbours follow each other with nothing between: the index of the upper one. */
function closedGap({ text, before, after, first }: Wanted, code: CodeLines): number | undefined {
  return after === undefined || before === text || after === text
    ? undefined
    : code.nearest(before, first).find((index) => code.texts[code.next(index, 1)] === after);
}

/**
 * How much around a line is as it was around the place: for each neighbour 3 where it is right there,
 * 2 where it is near, 1 where something like it is right there.
 */
function neighbourhood({ count, before, after }: Wanted, code: CodeLines, first: number): number {
  const above = code.next(first, -1);
  const below = code.next(first + count - 1, 1);
  return neighbour(before, code, above, first, -1) + neighbour(after, code, below, first, 1);
}

/** @param from where the search for a neighbour that is only near begins. */
function neighbour(
  text: string | undefined,
  code: CodeLines,
  next: number,
  from: number,
  step: 1 | -1,
): number {
  const now = code.texts[next];
  if (now === text) {
    return 3; // Also at either end of the document, then as now.
  }
  if (now === undefined || text === undefined) {
    return 0;
  }
  for (let index = from, away = 0; away < reach; away++) {
    index = code.next(index, step);
    if (code.texts[index] === text) {
      return 2;
    }
  }
  return similarity(now, text) >= 0.6 ? 1 : 0;
}
