import type { Place } from './question.ts';

/**
 * The line on which a place stands now, counted from 1: the line nearest to the remembered number that
 * reads as it did, so that edits above it don't matter; the remembered number if no line does.
 *
 * @param lines the document's lines as they are now, at least one.
 */
export function locate(place: Place, lines: readonly string[]): number {
  const remembered = Math.min(Math.max(place.line, 1), lines.length);
  let found: number | undefined;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const nearer =
      found === undefined || Math.abs(line - place.line) < Math.abs(found - place.line);
    if (place.text !== '' && text.trim() === place.text && nearer) {
      found = line;
    }
  }
  return found ?? remembered;
}
