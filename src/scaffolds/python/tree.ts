import { parser } from '@lezer/python';

/** A node of the syntax tree, named as in the grammar of `@lezer/python`. */
export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Python text with its syntax tree. The parser recovers from errors, so there always is a tree. */
export interface PythonTree {
  readonly text: string;
  readonly root: SyntaxNode;
}

/** Parses Python. The only place that touches the parser, so that it can be loaded when first used. */
export function parsePython(text: string): PythonTree {
  return { text, root: parser.parse(maskMagics(text)).topNode };
}

/** Line magics and shell escapes of notebooks, made into comments of the same length. */
function maskMagics(text: string): string {
  return text.replaceAll(/^([ \t]*)(?:%(?=%?[A-Za-z])|!(?=[A-Za-z.]))/gm, '$1#');
}

export function textOf(tree: PythonTree, node: SyntaxNode): string {
  return tree.text.slice(node.from, node.to);
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

/** The statements of a module or of a body, those joined by semicolons one by one; no comments. */
export function statementsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === 'StatementGroup') {
      return statementsOf(child);
    }
    return /(?:Statement|Definition)$/.test(child.name) ? [child] : [];
  });
}

/** The definition under decorators, or the statement itself. */
export function undecorated(statement: SyntaxNode): SyntaxNode {
  return statement.name === 'DecoratedStatement' ? (statement.lastChild ?? statement) : statement;
}

/** How many places the parser could not make sense of. */
export function countErrors(tree: PythonTree): number {
  let errors = 0;
  tree.root.cursor().iterate((node) => {
    errors += node.type.isError ? 1 : 0;
  });
  return errors;
}

/** Where the line that holds `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line after the one that holds `offset` begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Where a node ends without the blank lines that a body takes along. */
export function endOf(tree: PythonTree, node: SyntaxNode): number {
  return node.from + textOf(tree, node).trimEnd().length;
}
