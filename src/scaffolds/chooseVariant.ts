import { type Around, orderScaffolds } from './orderScaffolds.ts';
import type { Catalog, Scaffold } from './scaffold.ts';

/**
 * The scaffold of a technique and a method that fits the code best: the one for its nearest model, or
 * else for what it imports.
 * @param named `attention.value-norm`, or with the framework to take where the code tells nothing,
 *   `attention.value-norm.transformers`
 * @returns undefined if the catalogue has nothing of that name
 */
export function chooseVariant(
  named: string,
  catalog: Catalog,
  around: Around,
): Scaffold | undefined {
  const [technique, method, framework] = named.split('.');
  const variants = catalog.scaffolds.filter(
    (scaffold) => scaffold.technique === technique && scaffold.method === method,
  );
  const fallback = framework === undefined ? variants[0] : catalog.get(named);
  if (fallback === undefined) {
    return undefined;
  }
  // First, since the order of those that fit equally well is kept.
  const others = variants.filter((variant) => variant !== fallback);
  return orderScaffolds([fallback, ...others], around)[0];
}
