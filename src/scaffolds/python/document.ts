import { type ImportStatement, readImport } from './imports.ts';
import { noModules, type OwnModules } from './ownModules.ts';
import {
  childrenOf,
  endOf,
  lineStart,
  nextLine,
  type PythonTree,
  parsePython,
  type SyntaxNode,
  statementsOf,
  textOf,
} from './tree.ts';

/** A Python document as far as an insertion has to know it. */
export interface PythonDocument {
  readonly tree: PythonTree;
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  /** Statements of the module, in order. */
  readonly statements: readonly SyntaxNode[];
  /** Offsets of the lines that begin a cell with `# %%`. */
  readonly cells: readonly number[];
  /** Imports of the module that always run: not those under `try`, `if` or in a function. */
  readonly imports: readonly ImportStatement[];
  /** Where new import lines go. */
  readonly importsEnd: number;
  /** The project's own modules that it imports, as far as they could be read. */
  readonly modules: OwnModules;
}

/** Reads a document. Errors in its syntax are skipped over as the parser recovers. */
export function readDocument(text: string, modules: OwnModules = noModules): PythonDocument {
  const tree = parsePython(text);
  const statements = statementsOf(tree.root);
  const cells = cellsOf(tree, statements);
  return {
    tree,
    text,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    statements,
    cells,
    imports: statements
      .filter(({ name }) => name === 'ImportStatement')
      .map((node) => readImport(tree, node)),
    importsEnd: findImportsEnd(tree, statements, cells),
    modules,
  };
}

/** Markers count where a statement could stand, at the start of a line. */
function cellsOf(tree: PythonTree, statements: readonly SyntaxNode[]): number[] {
  const cells: number[] = [];
  tree.root.cursor().iterate(({ name, from, to }) => {
    // A masked `%%time` reads as a comment as well, but is written without a hash.
    const marks = name === 'Comment' && /^#\s?%%/.test(tree.text.slice(from, to));
    if (marks && lineStart(tree.text, from) === from && !isInside(tree, statements, from)) {
      cells.push(from);
    }
  });
  return cells;
}

function isInside(tree: PythonTree, statements: readonly SyntaxNode[], offset: number): boolean {
  return statements.some(
    (one) => one.from < offset && offset < one.to && offset < endOf(tree, one),
  );
}

/**
 * After the block of imports at the top: those up to the first definition, loop or later cell, with
 * settings in between (`os.environ[...] = ...`) where imports follow them. Without any, after the
 * docstring, or the comments that a file begins with.
 */
function findImportsEnd(
  tree: PythonTree,
  statements: readonly SyntaxNode[],
  cells: readonly number[],
): number {
  let last: SyntaxNode | undefined;
  for (const [i, statement] of statements.entries()) {
    const secondCell = last && cells.find((cell) => cell > (last?.from ?? 0));
    if (secondCell !== undefined && statement.from > secondCell) {
      break;
    }
    const isDocstring = i === 0 && statement.firstChild?.name === 'String';
    if (statement.name === 'ImportStatement' || isDocstring || isGuardedImport(tree, statement)) {
      last = statement;
    } else if (!isSetting(statement)) {
      break;
    }
  }
  const anchor = last
    ? betweenStatements(tree, nextLine(tree.text, endOf(tree, last)))
    : afterOpeningComments(tree.text);
  const onlyDocstring = last?.name === 'ExpressionStatement';
  // In a file of cells the imports belong into the first cell, where they are run with it.
  const [firstCell] = cells;
  const opensCell =
    firstCell !== undefined && (!last || onlyDocstring) && isFirst(statements, firstCell, last);
  return opensCell && !/\[markdown\]/.test(lineAt(tree.text, firstCell))
    ? nextLine(tree.text, firstCell)
    : anchor;
}

function isFirst(
  statements: readonly SyntaxNode[],
  cell: number,
  docstring: SyntaxNode | undefined,
): boolean {
  return statements.every((statement) => statement === docstring || statement.from > cell);
}

function isGuardedImport(tree: PythonTree, statement: SyntaxNode): boolean {
  if (statement.name === 'IfStatement') {
    return /^if\s+(?:\w+\.)?TYPE_CHECKING\s*:/.test(textOf(tree, statement));
  }
  const body = statement.name === 'TryStatement' ? statement.getChild('Body') : null;
  return body !== null && statementsOf(body).every(({ name }) => name === 'ImportStatement');
}

/** A call, or an assignment to something other than a name. */
function isSetting(statement: SyntaxNode): boolean {
  return (
    statement.name === 'ExpressionStatement' ||
    (statement.name === 'AssignStatement' && statement.firstChild?.name === 'MemberExpression')
  );
}

/** After the shebang, the encoding and the comments directly below, but before a cell marker. */
function afterOpeningComments(text: string): number {
  let offset = 0;
  while (offset < text.length && /^#(?!\s?%%)/.test(lineAt(text, offset))) {
    offset = nextLine(text, offset);
  }
  return offset;
}

function lineAt(text: string, offset: number): string {
  return text.slice(offset, nextLine(text, offset));
}

/** The first start of a line at or after `offset` that no statement of the module reaches across. */
export function betweenStatements(tree: PythonTree, offset: number): number {
  const across = childrenOf(tree.root).find(
    (node) => node.from < offset && offset < endOf(tree, node),
  );
  return across ? nextLine(tree.text, endOf(tree, across)) : offset;
}
