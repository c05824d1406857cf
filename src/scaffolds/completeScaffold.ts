import type { PythonDocument } from './python/document.ts';
import type { SyntaxNode } from './python/tree.ts';
import type { Scaffold } from './scaffold.ts';

/** Shorter words are too likely to become something else. */
const SHORTEST = 4;

/** Words alone on their line, for which a scaffold may be offered. */
export interface TypedWords {
  /** Where they begin on the line. */
  readonly from: number;
  readonly words: string;
}

/**
 * The words that someone has typed at the start of a line and that might name a scaffold.
 * @param line the whole line; the cursor is at its end, blanks aside
 * @param character of the cursor
 */
export function typedWords(line: string, character: number): TypedWords | undefined {
  const [, indent = '', words = ''] =
    /^(\s*)([A-Za-z][\w -]*)$/.exec(line.slice(0, character)) ?? [];
  const isAlone = line.slice(character).trim() === '';
  return isAlone && words.length >= SHORTEST ? { from: indent.length, words } : undefined;
}

/**
 * The scaffolds whose title or method has a word at which `words` begins; first those whose name
 * itself begins so.
 */
export function scaffoldsNamed(words: string, scaffolds: readonly Scaffold[]): Scaffold[] {
  const typed = spaced(words);
  const closeness = ({ title, method }: Scaffold): number => {
    const names = [title, method].map(spaced);
    if (names.some((name) => name.startsWith(typed))) {
      return 0;
    }
    return names.some((name) => name.includes(` ${typed}`)) ? 1 : 2;
  };
  return scaffolds
    .filter((one) => closeness(one) < 2)
    .toSorted((a, b) => closeness(a) - closeness(b));
}

function spaced(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, ' ');
}

/** Whether a statement may stand at an offset: not within a string, a comment or brackets. */
export function isBetweenStatements({ tree }: PythonDocument, offset: number): boolean {
  for (let node: SyntaxNode | null = tree.root.resolveInner(offset, 1); node; node = node.parent) {
    if (/(?:String|Comment|Expression|List)$/.test(node.name)) {
      return false;
    }
  }
  return true;
}
