import type { NeedKind } from '../header.ts';
import { resultOf } from './libraries.ts';
import { childrenOf, type PythonTree, type SyntaxNode, textOf } from './tree.ts';
import { other, unknown, type Value } from './value.ts';

/** What a name, or the dotted path of something imported, stands for, if anything is known of it. */
export type Lookup = (name: string) => Value | undefined;

/** Methods that return what they are called on, for modules and for tensors. */
const returnsItself = new Set(
  'to eval train cuda cpu half float double bfloat16 requires_grad_ share_memory'.split(' '),
);
/** Functions that return a version of their first argument. */
const returnsItsArgument = new Set(['torch.compile', 'torch.nn.DataParallel', 'copy.deepcopy']);

/** What an expression gives. */
export function classify(tree: PythonTree, node: SyntaxNode, lookup: Lookup): Value {
  switch (node.name) {
    case 'CallExpression':
      return classifyCall(tree, node, lookup);
    case 'VariableName':
      return lookup(textOf(tree, node)) ?? unknown;
    case 'String':
    case 'FormatString':
    case 'ContinuedString':
      return { is: 'string', sentence: isSentence(textOf(tree, node)) };
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const inner = childrenOf(node).find((child) => !/^(?:\(|await|Comment)$/.test(child.name));
      return inner ? classify(tree, inner, lookup) : unknown;
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return classifyList(tree, node);
    case 'MemberExpression': {
      // `model.config.num_hidden_layers`: a number or a word, never what a scaffold needs.
      if (/(?:config|cfg)(?:\(\))?\.\w+$/.test(textOf(tree, node))) {
        return other;
      }
      const path = pathOf(tree, node, lookup);
      return path === undefined ? unknown : (lookup(path) ?? { is: 'import', path });
    }
    case 'DictionaryExpression':
    case 'DictionaryComprehensionExpression':
      return { is: 'dictionary' };
    case 'BinaryExpression':
      return classifyArithmetic(tree, node, lookup);
    case 'LambdaExpression':
      return { is: 'callable', returns: [unknown], parameters: parametersOf(tree, node) };
    case 'Number':
    case 'Boolean':
    case 'None':
    case 'SetExpression':
      return other;
    default:
      return unknown;
  }
}

/** The dotted path that a callee or an annotation stands for, with imports resolved. */
export function pathOf(tree: PythonTree, node: SyntaxNode, lookup: Lookup): string | undefined {
  const text = textOf(tree, node).replaceAll(/\s/g, '');
  if (!/^[\w.]+$/.test(text)) {
    return undefined;
  }
  const [head = '', ...rest] = text.split('.');
  const value = lookup(head);
  if (value === undefined) {
    return text;
  }
  return value.is === 'import' ? [value.path, ...rest].join('.') : undefined;
}

/** What is called: something of the document, or of a module of the project. */
export function calledValue(
  tree: PythonTree,
  callee: SyntaxNode,
  lookup: Lookup,
): Value | undefined {
  const name = callee.name === 'VariableName' ? textOf(tree, callee) : undefined;
  const path = name ?? pathOf(tree, callee, lookup);
  return path === undefined ? undefined : lookup(path);
}

/** The parameters of a function that a call has to give. */
export function parametersOf(tree: PythonTree, definition: SyntaxNode): readonly string[] {
  const list = definition.getChild('ParamList');
  const names = list ? childrenOf(list).filter(({ name }) => name === 'VariableName') : [];
  return names
    .filter(
      ({ prevSibling, nextSibling }) =>
        prevSibling?.name !== 'AssignOp' &&
        prevSibling?.name !== '*' &&
        prevSibling?.name !== '**' &&
        nextSibling?.name !== 'AssignOp' &&
        nextSibling?.nextSibling?.name !== 'AssignOp',
    )
    .map((name) => textOf(tree, name));
}

function classifyCall(tree: PythonTree, node: SyntaxNode, lookup: Lookup): Value {
  const callee = node.firstChild;
  if (!callee) {
    return unknown;
  }
  const method = callee.name === 'MemberExpression' ? callee.lastChild : null;
  if (callee.firstChild && method && returnsItself.has(textOf(tree, method))) {
    return classify(tree, callee.firstChild, lookup);
  }
  if (callee.name === 'CallExpression' && classify(tree, callee, lookup).is === 'other') {
    return other; // `keras.layers.Dense(3)(x)`: what was made is called.
  }
  const called = calledValue(tree, callee, lookup);
  if (called?.is === 'callable') {
    return called.returns.length === 1 ? (called.returns[0] ?? unknown) : unknown;
  }
  const path = pathOf(tree, callee, lookup);
  if (path === undefined) {
    return unknown;
  }
  const argumentList = node.getChild('ArgList');
  const first = argumentList?.firstChild?.nextSibling;
  if (first && returnsItsArgument.has(path)) {
    return classify(tree, first, lookup);
  }
  const made = argumentList ? classifyArray(tree, path, argumentList) : undefined;
  return made ?? resultOf(path);
}

/** Arithmetic with an array gives an array like it; that of counts, which fill no need, another. */
function classifyArithmetic(tree: PythonTree, node: SyntaxNode, lookup: Lookup): Value {
  const sides = [node.firstChild, node.lastChild].map((side) =>
    side && node.getChild('ArithOp') ? classify(tree, side, lookup) : unknown,
  );
  const array = sides.find(({ is }) => is === 'array' || is === 'tensor' || is === 'object');
  return array ?? (sides.every(({ is }) => is === 'other') ? other : unknown);
}

/** An array or tensor of a library; an image or several where its shape has four numbers. */
function classifyArray(
  tree: PythonTree,
  path: string,
  argumentList: SyntaxNode,
): Value | undefined {
  const isTorch = /^torch\.[a-z]\w*$/.test(path);
  if (!isTorch && !/^(?:numpy|jax\.numpy|jax|numpy\.random|jax\.random)\.[a-z]\w*$/.test(path)) {
    return undefined;
  }
  if (/^torch\.(?:load|device|compile|no_grad|enable_grad|Generator)$/.test(path)) {
    return undefined;
  }
  if (
    /^(?:jax\.[a-z]\w*|jax\.random\.(?:key|PRNGKey|split)|numpy\.random\.default_rng)$/.test(path)
  ) {
    return undefined;
  }
  if (/\.(?:rand|randn|zeros|ones|normal|uniform|random)$/.test(path)) {
    const shape = argumentList.getChild('TupleExpression') ?? argumentList;
    const sizes = shape.getChildren('Number').map((size) => textOf(tree, size));
    if (sizes.length === 4 && shape.getChildren('VariableName').length === 0) {
      return { is: 'object', fills: [imageKind(isTorch, sizes[0] === '1')] };
    }
  }
  return { is: isTorch ? 'tensor' : 'array' };
}

function imageKind(isTorch: boolean, isSingle: boolean): NeedKind {
  if (isTorch) {
    return isSingle ? 'imageBatch' : 'images';
  }
  return 'imageArray';
}

/** Whether a string has more than one word between its quotes: `" Mary"` has one. */
function isSentence(string: string): boolean {
  return /\S\s+\S/.test(string.replaceAll(/^\w*["']+|["']+$/g, '').trim());
}

function classifyList(tree: PythonTree, node: SyntaxNode): Value {
  const items = childrenOf(node).filter((child) => !/^(?:[[\](),]|Comment)$/.test(child.name));
  if (items.length === 0) {
    return unknown;
  }
  if (items.every((item) => /String$/.test(item.name))) {
    const sentences = items.every((item) => isSentence(textOf(tree, item)));
    return { is: 'strings', sentences };
  }
  return items.every((item) => item.name === 'Number' || item.name === 'Boolean')
    ? { is: 'numbers' }
    : unknown;
}
