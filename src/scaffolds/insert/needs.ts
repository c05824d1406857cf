import type { Need } from '../header.ts';
import { type Fitness, fitness } from '../python/value.ts';
import { freshName } from './freshName.ts';
import type { Surroundings } from './surroundings.ts';

/** How a need of a scaffold is met in a document. */
export interface MetNeed {
  readonly need: Need;
  /** The names that fit, the nearest before the cursor first; one new name if there is none. */
  readonly choices: readonly [string, ...string[]];
  /** Whether the scaffold brings a line that makes it, since the document has nothing that fits. */
  readonly brought: boolean;
}

/**
 * Meets each need with what is bound at the place. Certain fits come before likely names, and names
 * before contents, over all needs: a name that is certain for one is not taken for another by its looks.
 * @param preferred a name that is taken for the first need that it fits, such as the one selected
 */
export function meetNeeds(
  needs: readonly Need[],
  { bindings, taken }: Surroundings,
  preferred?: string,
): MetNeed[] {
  const nearest = [...bindings].toReversed();
  const used = new Set<string>();
  const met = new Map<Need, readonly [string, ...string[]]>();
  const fitting = (need: Need, grade: Fitness): string[] =>
    nearest
      .filter(([name, value]) => !used.has(name) && fitness(need.kind, name, value) === grade)
      .map(([name]) => name);
  const take = (need: Need, [first, ...rest]: readonly string[]): void => {
    if (first !== undefined && !met.has(need)) {
      used.add(first);
      met.set(need, [first, ...rest]);
    }
  };
  const value = preferred === undefined ? undefined : bindings.get(preferred);
  if (preferred !== undefined && value) {
    const fits = needs.toSorted(
      (a, b) => fitness(b.kind, preferred, value) - fitness(a.kind, preferred, value),
    )[0];
    const grade = fits ? fitness(fits.kind, preferred, value) : 0;
    if (fits && grade > 0) {
      const others = fitting(fits, 3).filter((name) => name !== preferred);
      take(fits, [preferred, ...others]);
    }
  }
  for (const grade of [3, 2, 1] as const) {
    for (const need of needs) {
      take(need, met.has(need) ? [] : fitting(need, grade));
    }
  }
  return needs.map((need) => {
    const choices = met.get(need);
    return choices
      ? { need, choices, brought: false }
      : { need, choices: [freshName(need.name, taken)], brought: true };
  });
}
