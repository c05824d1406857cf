import { childrenOf, type PythonTree, type SyntaxNode, textOf } from './tree.ts';

/** One name that an import statement binds, or would bind. */
export interface ImportedName {
  /** The local name, `np` in `import numpy as np`; `os` in `import os.path`. */
  readonly bound: string;
  /** What the local name stands for: `numpy`, `transformers.AutoModel`. */
  readonly path: string;
  /** For `import os.path`, which also makes `os.path` available under that dotted name. */
  readonly dotted?: string;
}

export interface ImportStatement {
  readonly from: number;
  readonly to: number;
  /** The module after `from`, with its leading dots; undefined for `import a, b`. */
  readonly module: string | undefined;
  readonly names: readonly ImportedName[];
  readonly star: boolean;
  /** Where a further name can be added to a `from` import: after its last name. */
  readonly lastNameEnd: number;
}

/** Reads an `ImportStatement` node. */
export function readImport(tree: PythonTree, node: SyntaxNode): ImportStatement {
  const children = childrenOf(node).filter(
    (child) => !child.type.isError && child.name !== 'Comment',
  );
  const at = children.findIndex((child) => child.name === 'import');
  const isFrom = children[0]?.name === 'from';
  const module = isFrom
    ? children
        .slice(1, at)
        .map((child) => textOf(tree, child))
        .join('')
    : undefined;
  const parts = children.slice(at + 1).filter((child) => child.name !== '(' && child.name !== ')');
  const names: ImportedName[] = [];
  let current: SyntaxNode[] = [];
  const finish = (): void => {
    const words = current.map((part) => textOf(tree, part));
    const as = words.indexOf('as');
    const path = words.slice(0, as < 0 ? words.length : as).join('');
    const alias = as < 0 ? undefined : words[as + 1];
    if (path !== '' && path !== '*') {
      names.push(importedName(module, path, alias));
    }
    current = [];
  };
  for (const part of parts) {
    if (part.name === ',') {
      finish();
    } else {
      current.push(part);
    }
  }
  finish();
  const last = parts.findLast((part) => part.name === 'VariableName');
  return {
    from: node.from,
    to: node.to,
    module,
    names,
    star: parts.some((part) => part.name === '*'),
    lastNameEnd: last?.to ?? node.to,
  };
}

function importedName(
  module: string | undefined,
  path: string,
  alias: string | undefined,
): ImportedName {
  if (module !== undefined) {
    const separator = module.endsWith('.') ? '' : '.';
    return { bound: alias ?? path, path: `${module}${separator}${path}` };
  }
  if (alias !== undefined) {
    return { bound: alias, path };
  }
  const top = path.split('.')[0] ?? path;
  return top === path ? { bound: path, path } : { bound: top, path: top, dotted: path };
}
