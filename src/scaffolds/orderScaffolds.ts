import { groupBy } from './groupBy.ts';
import type { Technique } from './header.ts';
import { isModel } from './modelKinds.ts';
import type { ModelInSight } from './modelsInSight.ts';
import type { Scaffold } from './scaffold.ts';

/** What is known of the place that a scaffold is chosen for. */
export interface Around {
  /** Techniques around the cursor, the nearest first. */
  readonly techniques: readonly Technique[];
  /** Models above the cursor, the nearest first. */
  readonly models: readonly ModelInSight[];
  /** Frameworks that the document imports. */
  readonly frameworks: readonly string[];
}

/** A scaffold of no framework that the document has. */
const STRANGER = 100;

/**
 * Scaffolds in the order in which they are offered: by technique, the nearest to the cursor first;
 * within one by method, those first that suit the document; within a method the variant for the
 * document's framework, then the others.
 */
export function orderScaffolds(scaffolds: readonly Scaffold[], around: Around): Scaffold[] {
  const rank = ({ technique }: Scaffold): number => {
    const index = around.techniques.indexOf(technique);
    return index < 0 ? around.techniques.length : index;
  };
  return groupBy(scaffolds, ({ technique }) => technique)
    .toSorted(([a], [b]) => (a && b ? rank(a) - rank(b) : 0))
    .flatMap((ofTechnique) =>
      groupBy(ofTechnique, ({ method }) => method)
        .map((variants) => variants.toSorted((a, b) => distance(a, around) - distance(b, around)))
        .toSorted((a, b) => strange(a[0], around) - strange(b[0], around))
        .flat(),
    );
}

/** How far a scaffold is from the models and imports of a document: 0 is made for it. */
function distance({ needs, framework }: Scaffold, { models, frameworks }: Around): number {
  const wanted = needs.map(({ kind }) => kind).filter(isModel);
  const [nearest] = models;
  const index = frameworks.indexOf(framework);
  const byImport = index < 0 ? STRANGER : 1 + index;
  if (wanted.length === 0 || nearest === undefined) {
    return wanted.length === 0 ? 1 : byImport;
  }
  // The nearest model decides, also against what is imported beside it.
  return nearest.kinds.some((kind) => wanted.includes(kind)) ? byImport / STRANGER : byImport;
}

function strange(scaffold: Scaffold | undefined, around: Around): number {
  return scaffold !== undefined && distance(scaffold, around) >= STRANGER ? 1 : 0;
}

/**
 * A sentence for a document with models of several frameworks, since the nearest one decides what
 * is offered first; undefined for any other document.
 */
export function mixture(models: readonly ModelInSight[]): string | undefined {
  const [nearest] = models;
  const others = [...new Set(models.map(({ framework }) => framework))].filter(
    (framework) => framework !== nearest?.framework,
  );
  return nearest === undefined || others.length === 0
    ? undefined
    : `Nearest model: ${nearest.name} (${nearest.framework}); this file also has one of ${others.join(' and ')}.`;
}
