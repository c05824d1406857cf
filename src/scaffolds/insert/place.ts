import { betweenStatements, type PythonDocument } from '../python/document.ts';
import {
  endOf,
  lineStart,
  nextLine,
  type SyntaxNode,
  statementsOf,
  textOf,
  undecorated,
} from '../python/tree.ts';

/** Where the body of a scaffold goes. */
export interface Place {
  /** The start of a line, or the end of a text that does not end its last line. */
  readonly offset: number;
  /** The whitespace that each line begins with. */
  readonly indent: string;
  /** Definitions around the place, outermost first. */
  readonly functions: readonly SyntaxNode[];
  /** Whether it becomes a cell of its own. */
  readonly cell: boolean;
}

/**
 * The nearest sound place at or below the cursor.
 *
 * In a function it is within that function, after the statement at the cursor (before it, if that
 * is a `return`): the arguments are known only there. Elsewhere it is after the whole statement at
 * the level of the module, so never inside a loop, a `with` or a class; the body of
 * `if __name__ == "__main__":` counts as a level. A file of cells gets a cell after the one at the
 * cursor.
 */
export function findPlace(document: PythonDocument, cursor: number): Place {
  const line = lineStart(document.text, Math.min(Math.max(cursor, 0), document.text.length));
  return placeInBody(document, line, document.statements, []) ?? placeInModule(document, line);
}

/** The place in a function or the main guard that holds the line, if there is one. */
function placeInBody(
  document: PythonDocument,
  line: number,
  statements: readonly SyntaxNode[],
  functions: readonly SyntaxNode[],
): Place | undefined {
  const around = statementAt(document, statements, line);
  const inner = around && undecorated(around);
  const body = inner?.getChild('Body');
  const [first] = body ? statementsOf(body) : [];
  if (!inner || !body || !first || !isLevel(document, inner)) {
    return undefined;
  }
  const start = lineStart(document.text, first.from);
  // `def f(): return 1` has no lines to insert between.
  if (start <= body.from || line <= body.from) {
    return undefined;
  }
  const isFunction = inner.name === 'FunctionDefinition';
  const within = isFunction ? [...functions, inner] : functions;
  const deeper = placeInBody(document, line, statementsOf(body), within);
  if (deeper || inner.name === 'ClassDefinition') {
    return deeper;
  }
  const current = statementAt(document, statementsOf(body), line);
  const offset = current ? besides(document, current) : ownLine(document.text, line);
  const isDocstring = first.firstChild?.name === 'String';
  return {
    offset: isDocstring ? Math.max(offset, regionEnd(document, first)) : offset,
    indent: document.text.slice(start, first.from),
    functions: within,
    cell: false,
  };
}

function placeInModule(document: PythonDocument, line: number): Place {
  const { tree, text, cells, statements, importsEnd } = document;
  const current = statementAt(document, statements, line);
  let offset = current ? regionEnd(document, current) : ownLine(text, line);
  if (cells.length > 0) {
    offset = cells.find((cell) => cell > line && cell >= offset) ?? text.length;
  }
  return {
    offset: betweenStatements(tree, Math.max(offset, importsEnd)),
    indent: '',
    functions: [],
    cell: cells.length > 0,
  };
}

/** Whether its body is a level of its own for an insertion. */
function isLevel({ tree }: PythonDocument, statement: SyntaxNode): boolean {
  return (
    /^(?:Function|Class)Definition$/.test(statement.name) ||
    (/^if\s+__name__\s*==\s*["']__main__["']\s*:/.test(textOf(tree, statement)) &&
      statement.getChildren('Body').length === 1)
  );
}

function statementAt(
  document: PythonDocument,
  statements: readonly SyntaxNode[],
  line: number,
): SyntaxNode | undefined {
  return statements.findLast(
    (one) => lineStart(document.text, one.from) <= line && line < regionEnd(document, one),
  );
}

/**
 * The end of a statement's last line. A body goes on over blank and comment lines below that are
 * indented deeper than its statement, though the grammar ends it earlier.
 */
function regionEnd({ tree, text }: PythonDocument, statement: SyntaxNode): number {
  const indent = statement.from - lineStart(text, statement.from);
  const last = nextLine(text, endOf(tree, statement));
  let end = Math.max(last, statement.from + 1);
  if (undecorated(statement).getChild('Body')) {
    for (let next = last; next < text.length; next = nextLine(text, next)) {
      const [, space = '', rest = ''] = /^([ \t]*)([^\r\n]?)/.exec(text.slice(next)) ?? [];
      if (rest !== '' && (rest !== '#' || space.length <= indent)) {
        break;
      }
      end = space.length > indent ? nextLine(text, next) : end;
    }
  }
  return end;
}

/** After a statement, or before one that nothing below it would run after. */
function besides(document: PythonDocument, statement: SyntaxNode): number {
  return /^(?:Return|Raise|Break|Continue)Statement$/.test(statement.name)
    ? lineStart(document.text, statement.from)
    : regionEnd(document, statement);
}

/** A blank line itself, or the line after a comment. */
function ownLine(text: string, line: number): number {
  return /^[ \t]*#/.test(text.slice(line)) ? nextLine(text, line) : line;
}
