import { type Lookup, pathOf } from './classify.ts';
import { instanceOf } from './libraries.ts';
import { type PythonTree, parsePython, type SyntaxNode, textOf } from './tree.ts';
import { other, unknown, type Value } from './value.ts';

/** What a value annotated so is. `X | None` is X; a string annotation is read like its content. */
export function annotated(tree: PythonTree, node: SyntaxNode, lookup: Lookup): Value {
  if (node.name === 'String') {
    return annotatedText(textOf(tree, node).replaceAll(/^["']+|["']+$/g, ''), lookup);
  }
  if (node.name === 'BinaryExpression' && node.firstChild) {
    return annotated(tree, node.firstChild, lookup);
  }
  const text = textOf(tree, node).replaceAll(/\s/g, '');
  if (/^(?:\w+\.)?(?:list|List|Sequence|Iterable|tuple|Tuple)\[str(?:,\.\.\.)?\]$/.test(text)) {
    return { is: 'strings', sentences: true };
  }
  if (text === 'str') {
    return { is: 'string', sentence: false };
  }
  if (/^(?:int|float|bool|None)\b/.test(text)) {
    return other;
  }
  if (/^(?:dict|Dict)\b/.test(text)) {
    return { is: 'dictionary' };
  }
  const path = pathOf(tree, node, lookup);
  if (path === undefined) {
    return unknown;
  }
  // A name that was never imported may have come from `import *`.
  const instance = instanceOf(path) ?? instanceOf(`transformers.${path}`);
  if (instance) {
    return instance;
  }
  const own = lookup(text) ?? lookup(path);
  return own?.is === 'callable' ? (own.returns[0] ?? unknown) : unknown;
}

/** The elements of `tuple[A, B]`, or the one value of any other annotation. */
export function annotatedResults(tree: PythonTree, node: SyntaxNode, lookup: Lookup): Value[] {
  const isTuple = /^(?:\w+\.)?[tT]uple\[/.test(textOf(tree, node));
  const items = node.getChildren('VariableName').concat(node.getChildren('MemberExpression'));
  if (!isTuple || node.name !== 'MemberExpression') {
    return [annotated(tree, node, lookup)];
  }
  items.sort((a, b) => a.from - b.from);
  return items.slice(1).map((item) => annotated(tree, item, lookup));
}

function annotatedText(text: string, lookup: Lookup): Value {
  const tree = parsePython(text);
  const expression = tree.root.firstChild?.firstChild;
  return expression ? annotated(tree, expression, lookup) : unknown;
}
