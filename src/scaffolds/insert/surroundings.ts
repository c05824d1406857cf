import { type Bindings, bindingsAt } from '../python/bindings.ts';
import type { PythonDocument } from '../python/document.ts';
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

export function surroundingsOf({ tree, modules }: PythonDocument, place: Place): Surroundings {
  const { offset, functions } = place;
  const later = bindingsAt(tree, functions, Number.POSITIVE_INFINITY, modules);
  return {
    offset,
    bindings: bindingsAt(tree, functions, offset, modules),
    later,
    taken: new Set(later.keys()),
  };
}
