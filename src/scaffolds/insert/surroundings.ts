import { type Bindings, bindingsAt } from '../python/bindings.ts';
import type { PythonDocument } from '../python/document.ts';
import { childrenOf, type SyntaxNode, textOf } from '../python/tree.ts';
import type { Place } from './place.ts';

/** What is bound around a place. */
export interface Surroundings {
  /** Where the body goes: what is defined above it can be used. */
  readonly offset: number;
  /** What is bound when control gets to the place. */
  readonly bindings: Bindings;
  /** What is bound in the end, above or below. */
  readonly later: Bindings;
  /** Names that must not be bound to something new. */
  readonly taken: ReadonlySet<string>;
}

export function surroundingsOf({ tree }: PythonDocument, place: Place): Surroundings {
  const { offset, functions } = place;
  const later = bindingsAt(tree, functions, Number.POSITIVE_INFINITY);
  const [outermost] = functions;
  // In a function a name that is bound late is local from the start, so all that it uses are taken.
  const used = outermost ? namesUnder(outermost).map((node) => textOf(tree, node)) : [];
  return {
    offset,
    bindings: bindingsAt(tree, functions, offset),
    later,
    taken: new Set([...later.keys(), ...used]),
  };
}

function namesUnder(node: SyntaxNode): SyntaxNode[] {
  return node.name === 'VariableName' ? [node] : childrenOf(node).flatMap(namesUnder);
}
