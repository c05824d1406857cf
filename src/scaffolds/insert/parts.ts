import { type ImportedName, readImport } from '../python/imports.ts';
import {
  childrenOf,
  endOf,
  type PythonTree,
  parsePython,
  type SyntaxNode,
  statementsOf,
  textOf,
} from '../python/tree.ts';
import type { Scaffold } from '../scaffold.ts';

/** An import that a scaffold may need. */
export interface WantedImport extends ImportedName {
  readonly module: string | undefined;
}

/** A piece of a scaffold's file: what is between two blank-line borders or is one statement. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** The name, if the piece defines a function. */
  readonly defines?: string;
}

/** A scaffold's file, taken apart. */
export interface Parts {
  readonly tree: PythonTree;
  readonly imports: readonly WantedImport[];
  /** For each need, the cell that makes an example of it. */
  readonly setups: ReadonlyMap<string, Piece>;
  /** The last cell: functions first, then the lines that call them, as one piece each. */
  readonly body: readonly Piece[];
}

/**
 * Takes a scaffold's file apart: imports at the top, one cell a need, then the body.
 * @throws Error if the file is not laid out so; a test loads every file of the catalogue
 */
export function takeApart(scaffold: Scaffold): Parts {
  const tree = parsePython(scaffold.source);
  const statements = statementsOf(tree.root);
  const imports = statements
    .filter(({ name }) => name === 'ImportStatement')
    .flatMap((node) => {
      const { module, names } = readImport(tree, node);
      return names.map((name): WantedImport => ({ ...name, module }));
    });
  const markers = childrenOf(tree.root).filter(
    (node) => node.name === 'Comment' && textOf(tree, node).startsWith('# %% '),
  );
  const setups = new Map<string, Piece>();
  for (const [i, marker] of markers.slice(0, -1).entries()) {
    const to = markers[i + 1]?.from ?? marker.to;
    setups.set(textOf(tree, marker).slice('# %% '.length), trimmed(tree, marker.to, to));
  }
  const last = markers.at(-1);
  const missing = scaffold.needs.find(({ name }) => !setups.has(name));
  if (!last || missing) {
    throw new Error(
      `${scaffold.id}: there should be a cell "# %% ${missing?.name ?? scaffold.title}".`,
    );
  }
  return { tree, imports, setups, body: piecesOf(tree, last.to, statements) };
}

function piecesOf(tree: PythonTree, from: number, statements: readonly SyntaxNode[]): Piece[] {
  const inBody = statements.filter((statement) => statement.from > from);
  const functions = inBody.filter(({ name }) => name === 'FunctionDefinition');
  const end = functions.at(-1);
  const pieces = functions.map((definition): Piece => {
    const name = definition.getChild('VariableName');
    return {
      from: definition.from,
      to: endOf(tree, definition),
      ...(name && { defines: textOf(tree, name) }),
    };
  });
  return [...pieces, trimmed(tree, end ? endOf(tree, end) : from, tree.text.length)];
}

function trimmed(tree: PythonTree, from: number, to: number): Piece {
  const text = tree.text.slice(from, to);
  return { from: from + text.length - text.trimStart().length, to: from + text.trimEnd().length };
}
