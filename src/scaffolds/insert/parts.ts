import { type ImportedName, readImport } from '../python/imports.ts';
import {
  childrenOf,
  endOf,
  type PythonTree,
  parsePython,
  type SyntaxNode,
  statementsOf,
  textOf,
  undecorated,
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
  /** The name, if the piece defines a function or a class. */
  readonly defines?: string;
}

/** A scaffold's file, taken apart. */
export interface Parts {
  readonly tree: PythonTree;
  readonly imports: readonly WantedImport[];
  /** For each need, the cell that makes an example of it. */
  readonly setups: ReadonlyMap<string, Piece>;
  /** The last cell: its functions and classes, and the lines that call them, as one piece each. */
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
  const submodule = imports.find(({ dotted }) => dotted !== undefined)?.dotted;
  if (submodule !== undefined) {
    throw new Error(
      `${scaffold.id}: "import ${submodule}" binds only its first part, which a document may have already; write it with "from" or "as".`,
    );
  }
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

/** One piece for each definition, and one for the statements between two or after the last. */
function piecesOf(tree: PythonTree, from: number, statements: readonly SyntaxNode[]): Piece[] {
  const pieces: Piece[] = [];
  let rest = from;
  const definitions = statements.filter((one) => one.from > from && isDefinition(one));
  for (const definition of definitions) {
    const between = trimmed(tree, rest, definition.from);
    if (between.from < between.to) {
      pieces.push(between);
    }
    const name = undecorated(definition).getChild('VariableName');
    rest = endOf(tree, definition);
    pieces.push({ from: definition.from, to: rest, ...(name && { defines: textOf(tree, name) }) });
  }
  return [...pieces, trimmed(tree, rest, tree.text.length)];
}

/** Of a function or a class, decorated or not. */
export function isDefinition(statement: SyntaxNode): boolean {
  return /^(?:Function|Class)Definition$/.test(undecorated(statement).name);
}

function trimmed(tree: PythonTree, from: number, to: number): Piece {
  const text = tree.text.slice(from, to);
  return { from: from + text.length - text.trimStart().length, to: from + text.trimEnd().length };
}
