import type { NeedKind } from './header.ts';
import { findPlace } from './insert/place.ts';
import { frameworkOf, isModel } from './modelKinds.ts';
import { bindingsAt } from './python/bindings.ts';
import type { PythonDocument } from './python/document.ts';

/** A model that a document has for certain, above the cursor. */
export interface ModelInSight {
  readonly name: string;
  /** As scaffolds name their frameworks. */
  readonly framework: string;
  readonly kinds: readonly NeedKind[];
}

/** The models that can be used at the cursor, the nearest first. */
export function modelsInSight(document: PythonDocument, cursor: number): readonly ModelInSight[] {
  const { functions, offset } = findPlace(document, cursor);
  const bindings = [...bindingsAt(document.tree, functions, offset, document.modules)].toReversed();
  return bindings.flatMap(([name, value]) => {
    const kinds = value.is === 'object' ? value.fills.filter(isModel) : [];
    const framework = kinds[0] && frameworkOf[kinds[0]];
    return framework === undefined ? [] : [{ name, framework, kinds }];
  });
}
