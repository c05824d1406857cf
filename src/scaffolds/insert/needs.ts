import type { Need } from '../header.ts';
import { fitness } from '../python/value.ts';
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

/** Meets each need with what is bound at the place; certain fits come before likely names. */
export function meetNeeds(needs: readonly Need[], { bindings, taken }: Surroundings): MetNeed[] {
  const used = new Set<string>();
  return needs.map((need) => {
    const nearest = [...bindings].toReversed().filter(([name]) => !used.has(name));
    const fitting = (grade: 1 | 2): string[] =>
      nearest
        .filter(([name, value]) => fitness(need.kind, name, value) === grade)
        .map(([name]) => name);
    const certain = fitting(2);
    const [first, ...rest] = certain.length > 0 ? certain : fitting(1);
    if (first === undefined) {
      return { need, choices: [freshName(need.name, taken)], brought: true };
    }
    used.add(first);
    return { need, choices: [first, ...rest], brought: false };
  });
}
