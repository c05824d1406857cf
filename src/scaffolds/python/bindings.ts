import { annotated, annotatedResults } from './annotation.ts';
import { calledValue, classify, type Lookup, parametersOf, pathOf } from './classify.ts';
import { type ImportStatement, readImport } from './imports.ts';
import { derivedFrom } from './libraries.ts';
import type { OwnModule, OwnModules } from './ownModules.ts';
import {
  childrenOf,
  type PythonTree,
  parsePython,
  type SyntaxNode,
  statementsOf,
  textOf,
  undecorated,
} from './tree.ts';
import { other, unknown, type Value } from './value.ts';

/** Names with what they hold, the one bound last coming last. */
export type Bindings = ReadonlyMap<string, Value>;

/**
 * What is bound when control reaches `until`, which lies in the innermost of `functions`.
 * @param functions the definitions around the place, outermost first
 * @param modules the project's own modules that may be imported
 */
export function bindingsAt(
  tree: PythonTree,
  functions: readonly SyntaxNode[],
  until: number,
  modules: OwnModules,
): Bindings {
  const reader = new BindingReader(tree, modules);
  reader.readBody(tree.root, until);
  for (const definition of functions) {
    reader.readParameters(definition);
    const body = definition.getChild('Body');
    if (body) {
      reader.readBody(body, until);
    }
  }
  return reader.bindings;
}

const bindingsOfModules = new WeakMap<OwnModule, Bindings>();

/** What a module of the project has bound in the end. */
function bindingsOf(module: OwnModule): Bindings {
  const known = bindingsOfModules.get(module);
  if (known) {
    return known;
  }
  const tree = parsePython(module.text);
  const bindings = bindingsAt(tree, [], Number.POSITIVE_INFINITY, module.modules);
  bindingsOfModules.set(module, bindings);
  return bindings;
}

class BindingReader {
  readonly bindings: Map<string, Value>;
  readonly #tree: PythonTree;
  readonly #modules: OwnModules;
  readonly #lookup: Lookup = (name) => this.bindings.get(name) ?? this.#inOwnModule(name);

  /** @param around what is bound in the scope around */
  constructor(tree: PythonTree, modules: OwnModules, around: Bindings = new Map()) {
    this.#tree = tree;
    this.#modules = modules;
    this.bindings = new Map(around);
  }

  /** Reads what ends before `until`, into compound statements but not into definitions. */
  readBody(body: SyntaxNode, until: number): void {
    for (const statement of statementsOf(body)) {
      if (statement.from < until) {
        this.#readStatement(statement, until);
      }
    }
  }

  readParameters(definition: SyntaxNode): void {
    const list = definition.getChild('ParamList');
    for (const child of list ? childrenOf(list) : []) {
      if (child.name === 'VariableName' && child.prevSibling?.name !== 'AssignOp') {
        const type = child.nextSibling?.name === 'TypeDef' ? child.nextSibling.lastChild : null;
        this.#bind(this.#text(child), type ? annotated(this.#tree, type, this.#lookup) : unknown);
      }
    }
  }

  #readStatement(statement: SyntaxNode, until: number): void {
    switch (statement.name) {
      case 'ImportStatement':
        this.#readImport(readImport(this.#tree, statement));
        return;
      case 'AssignStatement':
        if (statement.to <= until) {
          this.#readAssignment(statement);
        }
        return;
      case 'FunctionDefinition':
        this.#readFunction(statement);
        return;
      case 'ClassDefinition':
        this.#readClass(statement);
        return;
      case 'DecoratedStatement':
        if (statement.lastChild) {
          this.#readStatement(statement.lastChild, until);
        }
        return;
      case 'DeleteStatement':
        for (const name of statement.getChildren('VariableName')) {
          this.bindings.delete(this.#text(name));
        }
        return;
      case 'IfStatement':
        // What only the type checker sees is not there when the code runs.
        if (/^if\s+(?:\w+\.)?TYPE_CHECKING\s*:/.test(this.#text(statement))) {
          return;
        }
        break;
      case 'WithStatement':
        this.#readWith(statement);
        break;
      case 'ForStatement':
      case 'WhileStatement':
        this.#readLoop(statement, until);
        return;
      default:
    }
    this.#readBodies(statement, until);
  }

  #readBodies(statement: SyntaxNode, until: number): void {
    for (const body of bodiesOf(statement)) {
      this.readBody(body, until);
    }
  }

  #readImport({ module, names, star }: ImportStatement): void {
    for (const { bound, path, dotted } of names) {
      const own = module === undefined ? undefined : this.#inOwnModule(path);
      this.#bind(bound, own ?? { is: 'import', path, ...(dotted !== undefined && { dotted }) });
    }
    const everything = star ? this.#modules.get(module ?? '') : undefined;
    for (const [name, value] of everything ? bindingsOf(everything) : []) {
      if (!name.startsWith('_')) {
        this.#bind(name, value);
      }
    }
  }

  /** What a module of the project has under the last part of a dotted path. */
  #inOwnModule(path: string): Value | undefined {
    const [, dots = '', names = '', name = ''] = /^(\.*)(?:(.+)\.)?([^.]+)$/.exec(path) ?? [];
    const module = this.#modules.get(dots + names);
    return module && bindingsOf(module).get(name);
  }

  #readAssignment(statement: SyntaxNode): void {
    const sides: SyntaxNode[][] = [[]];
    let type: SyntaxNode | null = null;
    for (const child of childrenOf(statement)) {
      if (child.name === 'AssignOp') {
        sides.push([]);
      } else if (child.name === 'TypeDef') {
        type = child.lastChild;
      } else if (child.name !== ',') {
        sides.at(-1)?.push(child);
      }
    }
    const values = sides.length > 1 ? (sides.pop() ?? []) : [];
    const given = this.#valuesOf(values);
    const isStarred = sides.some((targets) => targets.some((target) => target.name === '*'));
    for (const targets of sides) {
      const names = targets.length === 1 && targets[0] ? unpacked(targets[0]) : targets;
      for (const [i, target] of names.entries()) {
        if (target.name === 'VariableName') {
          const value = names.length === given.length && !isStarred ? given[i] : undefined;
          const declared = type ? annotated(this.#tree, type, this.#lookup) : unknown;
          this.#bind(this.#text(target), declared.is === 'unknown' ? (value ?? unknown) : declared);
        } else {
          this.#bindAll(target, unknown);
        }
      }
    }
  }

  /** One value for each that is assigned; those of a call to a known function that returns a tuple. */
  #valuesOf(values: readonly SyntaxNode[]): readonly Value[] {
    const [only] = values;
    const callee = only?.name === 'CallExpression' ? only.firstChild : null;
    const called = callee ? calledValue(this.#tree, callee, this.#lookup) : undefined;
    if (values.length === 1 && called?.is === 'callable' && called.returns.length > 1) {
      return called.returns;
    }
    return values.map((value) => classify(this.#tree, value, this.#lookup));
  }

  #readFunction(definition: SyntaxNode): void {
    const type = definition.getChild('TypeDef')?.lastChild;
    const returns = type
      ? annotatedResults(this.#tree, type, this.#lookup)
      : this.#returned(definition);
    const parameters = parametersOf(this.#tree, definition);
    this.#bindName(definition, { is: 'callable', returns, parameters });
  }

  /** What the last `return` of a function gives, as far as its own statements tell. */
  #returned(definition: SyntaxNode): readonly Value[] {
    const body = definition.getChild('Body');
    const last = body ? returnsIn(body).at(-1) : undefined;
    if (!body || !last) {
      return [unknown];
    }
    const inside = new BindingReader(this.#tree, this.#modules, this.bindings);
    inside.readParameters(definition);
    inside.readBody(body, last.from);
    const [only, ...others] = childrenOf(last).filter(
      ({ name }) => !/^(?:return|,|Comment)$/.test(name),
    );
    if (!only) {
      return [other];
    }
    const values = others.length > 0 ? [only, ...others] : unpacked(only);
    return inside.#valuesOf(values);
  }

  /** A class gives an instance when called: of what it derives from, as far as that is known. */
  #readClass(definition: SyntaxNode): void {
    const bases = definition.getChild('ArgList');
    let instance: Value = unknown;
    for (const base of bases ? childrenOf(bases) : []) {
      const known = derivedFrom(pathOf(this.#tree, base, this.#lookup) ?? '');
      const own = calledValue(this.#tree, base, this.#lookup);
      if (known) {
        instance = known;
      } else if (own?.is === 'callable') {
        instance = own.returns[0] ?? unknown;
      }
    }
    this.#bindName(definition, { is: 'callable', returns: [instance] });
  }

  #readWith(statement: SyntaxNode): void {
    for (const child of childrenOf(statement)) {
      const value = child.name === 'as' ? child.prevSibling : null;
      const target = child.nextSibling;
      if (value && target?.name === 'VariableName') {
        this.#bind(this.#text(target), classify(this.#tree, value, this.#lookup));
      }
    }
  }

  /**
   * What a loop binds is left over from its last round, and seldom what someone means: of it only
   * objects count, and what is defined or imported there.
   */
  #readLoop(statement: SyntaxNode, until: number): void {
    const before = new Map(this.bindings);
    const children = childrenOf(statement);
    const end = children.findIndex(({ name }) => name === 'in');
    for (const target of children.slice(0, Math.max(end, 0))) {
      this.#bindAll(target, other);
    }
    this.#readBodies(statement, until);
    for (const [name, value] of [...this.bindings]) {
      if (value !== before.get(name) && !/^(?:object|import|callable)$/.test(value.is)) {
        this.bindings.set(name, before.get(name) ?? other);
      }
    }
  }

  #bindAll(target: SyntaxNode, value: Value): void {
    for (const name of unpacked(target)) {
      if (name.name === 'VariableName') {
        this.#bind(this.#text(name), value);
      }
    }
  }

  #bindName(definition: SyntaxNode, value: Value): void {
    const name = definition.getChild('VariableName');
    if (name) {
      this.#bind(this.#text(name), value);
    }
  }

  #bind(name: string, value: Value): void {
    this.bindings.delete(name); // so that it comes last
    this.bindings.set(name, value);
  }

  #text(node: SyntaxNode): string {
    return textOf(this.#tree, node);
  }
}

/** The names in `(a, (b, c))`, flat; anything else is itself. */
function unpacked(target: SyntaxNode): SyntaxNode[] {
  return /^(?:Tuple|Array|Parenthesized)Expression$/.test(target.name)
    ? childrenOf(target).flatMap(unpacked)
    : [target].filter(({ name }) => !/^[(),[\]*]$/.test(name));
}

/** The `return` statements of a body, those in compound statements too, but not in definitions. */
function returnsIn(body: SyntaxNode): SyntaxNode[] {
  return statementsOf(body).flatMap((statement) => {
    if (statement.name === 'ReturnStatement') {
      return [statement];
    }
    return /Definition$/.test(undecorated(statement).name)
      ? []
      : bodiesOf(statement).flatMap(returnsIn);
  });
}

/** The bodies of a compound statement, those of `else`, `except` and `case` too. */
export function bodiesOf(statement: SyntaxNode): SyntaxNode[] {
  return childrenOf(statement).flatMap((child) => {
    if (child.name === 'Body') {
      return [child];
    }
    return child.name === 'MatchBody' || child.name === 'MatchClause' ? bodiesOf(child) : [];
  });
}
