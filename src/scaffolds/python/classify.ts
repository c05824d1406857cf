import { childrenOf, type PythonTree, type SyntaxNode, textOf } from './tree.ts';
import { other, unknown, type Value } from './value.ts';

/** What a name stands for at this point, if anything is known of it. */
export type Lookup = (name: string) => Value | undefined;

/** Methods that return what they are called on, for modules and for tensors. */
const returnsItself = new Set(
  'to eval train cuda cpu half float double bfloat16 requires_grad_ share_memory'.split(' '),
);
/** Functions that return a version of their first argument. */
const returnsItsArgument = new Set(['torch.compile', 'torch.nn.DataParallel', 'copy.deepcopy']);

const transformersModel = /(?:Model|PreTrainedModel|For[A-Z]\w*|ModelFor\w+|LMHeadModel)$/;
const transformersTokenizer = /Tokenizer(?:Fast|Base)?$/;
const torchModel =
  /^(?:torchvision\.models\.(?:\w+\.)*[a-z]\w*|timm\.create_model|torch\.(?:hub|jit)\.load|torch\.nn\.(?:Module|Sequential|Linear))$/;
/** Calls whose result is no model, tokenizer, tensor or text of ours, whatever it is called. */
const fillsNothing = new RegExp(
  [
    '^PIL.Image.|^(?:cv2|matplotlib).|^torch.device$|^(?:range|len|open|dict|int|float)$',
    '^(?:transformers|torch.nn).(?:w+.)*[A-Z]',
    '^(?:sklearn|keras|tensorflow|jax|flax|transformer_lens|nnsight|sae_lens|sentence_transformers).(?:w+.)*[A-Z]',
  ].join('|'),
);

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
      return { is: 'string', sentence: /\S\s+\S/.test(textOf(tree, node)) };
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const inner = childrenOf(node).find((child) => !/^(?:\(|await|Comment)$/.test(child.name));
      return inner ? classify(tree, inner, lookup) : unknown;
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return classifyList(tree, node);
    case 'MemberExpression': {
      const path = pathOf(tree, node, lookup);
      return path === undefined ? unknown : { is: 'import', path };
    }
    case 'Number':
    case 'Boolean':
    case 'None':
    case 'DictionaryExpression':
    case 'SetExpression':
    case 'LambdaExpression':
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

/** What an instance of a class is, from the class's dotted path. */
export function instanceOf(path: string): Value | undefined {
  const parts = path.split('.');
  const name = parts.at(-1) ?? '';
  const isTransformers = parts[0] === 'transformers';
  if (isTransformers && transformersTokenizer.test(name)) {
    return { is: 'object', fills: ['tokenizer'] };
  }
  if (isTransformers && transformersModel.test(name)) {
    const isImage = name.includes('ImageClassification');
    return {
      is: 'object',
      fills: isImage ? ['transformersModel', 'torchModule'] : ['transformersModel'],
    };
  }
  if (torchModel.test(path)) {
    return { is: 'object', fills: ['torchModule'] };
  }
  return undefined;
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
  const direct = callee.name === 'VariableName' ? lookup(textOf(tree, callee)) : undefined;
  if (direct?.is === 'callable') {
    return direct.returns.length === 1 ? (direct.returns[0] ?? unknown) : unknown;
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
  if (/^torch\.(?:rand|randn|zeros|ones)$/.test(path) && argumentList) {
    const sizes = argumentList.getChildren('Number').length;
    const shape = argumentList.getChild('TupleExpression')?.getChildren('Number').length;
    return sizes === 4 || shape === 4 ? { is: 'object', fills: ['imageBatch'] } : unknown;
  }
  // A name that was never imported may have come from `import *`; `from_pretrained` tells enough.
  const loaded = /^(?:transformers\.(?:\w+\.)*)?(\w+)\.from_(?:pretrained|config)$/.exec(path);
  const instance = instanceOf(loaded ? `transformers.${loaded[1]}` : path);
  return instance ?? (loaded || fillsNothing.test(path) ? other : unknown);
}

function classifyList(tree: PythonTree, node: SyntaxNode): Value {
  const items = childrenOf(node).filter((child) => !/^(?:[[\](),]|Comment)$/.test(child.name));
  if (items.length === 0) {
    return unknown;
  }
  if (items.every((item) => /String$/.test(item.name))) {
    const sentences = items.every((item) => /\S\s+\S/.test(textOf(tree, item)));
    return { is: 'strings', sentences };
  }
  return items.every((item) => item.name === 'Number' || item.name === 'Boolean')
    ? { is: 'numbers' }
    : unknown;
}
