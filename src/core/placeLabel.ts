import type { Place } from './question.ts';

/** A place in few words: `heads.py:42`, `heads.py:42-45`, or `heads.ipynb, cell 3, line 2`. */
export function placeLabel({ path, ...lines }: Omit<Place, 'text'>): string {
  return `${path.split('/').at(-1) ?? path}${linesLabel(lines)}`;
}

/** The part of a label that follows the path: `:42`, or `, cell 3, line 2`. */
export function linesLabel({ line, lines = 1, cell }: Omit<Place, 'path' | 'text'>): string {
  const range = lines > 1 ? `${line}-${line + lines - 1}` : `${line}`;
  return cell === undefined ? `:${range}` : `, cell ${cell}, line ${range}`;
}
