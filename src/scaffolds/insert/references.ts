import {
  childrenOf,
  type PythonTree,
  type SyntaxNode,
  textOf,
  undecorated,
} from '../python/tree.ts';

/** A place in a scaffold's file where a name of its module is read or bound. */
export interface Reference {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** References to names of the module, in order: not to parameters, locals, attributes or keywords. */
export function moduleReferences(tree: PythonTree): Reference[] {
  const references: Reference[] = [];
  const visit = (node: SyntaxNode, hidden: ReadonlySet<string>): void => {
    if (node.name === 'VariableName' && !isKeyword(node)) {
      const name = textOf(tree, node);
      if (!hidden.has(name)) {
        references.push({ name, from: node.from, to: node.to });
      }
    }
    if (node.name === 'FunctionDefinition') {
      visitFunction(node, hidden);
      return;
    }
    if (node.name === 'ClassDefinition') {
      visitClass(node, hidden);
      return;
    }
    const isScope = node.name === 'LambdaExpression' || /Comprehension/.test(node.name);
    const inner = isScope ? new Set([...hidden, ...boundIn(tree, node)]) : hidden;
    for (const child of childrenOf(node)) {
      visit(child, inner);
    }
  };
  const visitFunction = (node: SyntaxNode, hidden: ReadonlySet<string>, isMethod = false): void => {
    const inner = new Set([...hidden, ...boundIn(tree, node)]);
    for (const child of childrenOf(node)) {
      // The function's own name belongs to the scope around it; so do the defaults of parameters.
      if (child.name === 'VariableName') {
        visit(child, isMethod ? new Set([textOf(tree, child)]) : hidden);
      } else if (child.name === 'ParamList') {
        for (const part of childrenOf(child)) {
          visit(part, part.prevSibling?.name === 'AssignOp' ? hidden : inner);
        }
      } else {
        visit(child, inner);
      }
    }
  };
  /** What a class binds is seen in its own statements, but not in its methods. */
  const visitClass = (node: SyntaxNode, hidden: ReadonlySet<string>): void => {
    const body = node.getChild('Body');
    const inner = new Set([...hidden, ...(body ? boundIn(tree, body) : [])]);
    for (const child of childrenOf(node)) {
      if (child.name !== 'Body') {
        visit(child, hidden);
      }
    }
    for (const statement of body ? childrenOf(body) : []) {
      const method = undecorated(statement);
      if (method.name !== 'FunctionDefinition') {
        visit(statement, inner);
        continue;
      }
      for (const decorator of statement.getChildren('Decorator')) {
        visit(decorator, inner);
      }
      visitFunction(method, hidden, true);
    }
  };
  visit(tree.root, new Set());
  return references;
}

/** Names that a module binds outside its imports. */
export function boundByModule(tree: PythonTree): Set<string> {
  return boundIn(tree, tree.root);
}

function isKeyword(node: SyntaxNode): boolean {
  return node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
}

/** Names that a scope binds: parameters, targets, definitions. */
function boundIn(tree: PythonTree, scope: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const addAll = (node: SyntaxNode): void => {
    if (node.name === 'VariableName') {
      names.add(textOf(tree, node));
    } else if (/^(?:Tuple|Array|Parenthesized)Expression$/.test(node.name)) {
      childrenOf(node).forEach(addAll);
    }
  };
  const visit = (node: SyntaxNode): void => {
    const children = childrenOf(node);
    if (node.name === 'AssignStatement' || node.name === 'NamedExpression') {
      const last = children.findLastIndex(({ name }) => name === 'AssignOp');
      children.slice(0, last).forEach(addAll);
    } else if (node.name === 'ForStatement' || /Comprehension/.test(node.name)) {
      let isTarget = false;
      for (const child of children) {
        isTarget = child.name === 'for' || (isTarget && child.name !== 'in');
        if (isTarget) {
          addAll(child);
        }
      }
    } else if (node.name === 'WithStatement') {
      children.filter((child) => child.prevSibling?.name === 'as').forEach(addAll);
    } else if (node.name === 'ParamList') {
      children.filter((child) => child.prevSibling?.name !== 'AssignOp').forEach(addAll);
    }
    for (const child of children) {
      if (/^(?:Function|Class)Definition$/.test(child.name)) {
        child.getChildren('VariableName').forEach(addAll);
      } else if (child.name !== 'LambdaExpression' && !/Comprehension/.test(child.name)) {
        visit(child);
      }
    }
  };
  visit(scope);
  return names;
}
