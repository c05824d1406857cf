import type { Bindings } from '../python/bindings.ts';
import type { PythonDocument } from '../python/document.ts';
import type { ImportStatement } from '../python/imports.ts';
import { lineStart } from '../python/tree.ts';
import { freshName } from './freshName.ts';
import type { WantedImport } from './parts.ts';
import type { Surroundings } from './surroundings.ts';

/** Text to insert into the document as it was before any insertion. */
export interface TextInsertion {
  readonly offset: number;
  readonly text: string;
}

export interface ImportPlan {
  /** What to write in the body for each imported name of the scaffold: `pyplot` for `plt`. */
  readonly expressions: ReadonlyMap<string, string>;
  /** Names added to `from` imports that stand at the top already. */
  readonly merges: readonly TextInsertion[];
  /** Import statements to add, one a line. */
  readonly lines: readonly string[];
}

/**
 * How the document gets what a scaffold imports: what is bound at the place is used under its name
 * there; a `from` import of the same module takes the new names; the rest are new lines. A name
 * that the document uses for something else is imported under another.
 */
export function planImports(
  document: PythonDocument,
  { bindings, later, taken }: Surroundings,
  wanted: readonly WantedImport[],
): ImportPlan {
  const expressions = new Map<string, string>();
  const names = new Map<ImportStatement, string[]>();
  const lines = new Map<string, string[]>();
  for (const want of wanted) {
    const existing = expressionFor(bindings, want.path);
    if (existing !== undefined) {
      expressions.set(want.bound, existing);
      continue;
    }
    const value = later.get(want.bound);
    const isSame = value?.is === 'import' && value.path === want.path;
    const bound = taken.has(want.bound) && !isSame ? freshName(want.bound, taken) : want.bound;
    expressions.set(want.bound, bound);
    const [what = ''] = want.module === undefined ? [want.path] : want.path.split('.').slice(-1);
    const clause = bound === what ? what : `${what} as ${bound}`;
    const statement = document.imports.find((one) => canTake(document, one, want.module));
    if (statement) {
      names.set(statement, [...(names.get(statement) ?? []), clause]);
    } else {
      const start = want.module === undefined ? `import ${clause}` : `from ${want.module} import `;
      lines.set(start, [...(lines.get(start) ?? []), want.module === undefined ? '' : clause]);
    }
  }
  return {
    expressions,
    merges: [...names].map(([statement, clauses]) => merge(document, statement, clauses)),
    lines: [...lines].map(([start, clauses]) => start + clauses.join(', ')),
  };
}

function expressionFor(bindings: Bindings, path: string): string | undefined {
  for (const [name, value] of bindings) {
    if (value.is === 'import' && value.path === path) {
      return name;
    }
    if (value.is === 'import' && value.dotted === path) {
      return path;
    }
  }
  return undefined;
}

function canTake(
  document: PythonDocument,
  one: ImportStatement,
  module: string | undefined,
): boolean {
  const isAtTop = one.to <= document.importsEnd;
  return (
    module !== undefined && one.module === module && isAtTop && !one.star && one.names.length > 0
  );
}

/** After the last name of the statement; on a line of its own where that name has one. */
function merge(
  { text, eol }: PythonDocument,
  statement: ImportStatement,
  clauses: readonly string[],
): TextInsertion {
  const offset = statement.lastNameEnd;
  const before = /^[ \t]+(?=[\w ]+$)/.exec(text.slice(lineStart(text, offset), offset))?.[0];
  const separator = before === undefined ? ', ' : `,${eol}${before}`;
  return { offset, text: clauses.map((clause) => separator + clause).join('') };
}
