import type { Catalog, Scaffold } from './scaffold.ts';

/** The sanity checks of a scaffold: the one that it names, then others that name it. */
export function checksOf({ id, check }: Scaffold, catalog: Catalog): readonly Scaffold[] {
  const first = check === undefined ? undefined : catalog.get(check);
  const others = catalog.scaffolds.filter((one) => one.checks === id && one !== first);
  return first ? [first, ...others] : others;
}
