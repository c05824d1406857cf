/**
 * What someone most likely meant by a word: the shortest option that it is the start of, or else the one
 * that the fewest changes of a letter lead to.
 * @returns undefined when more than a third of the letters would have to change
 */
export function nearest(word: string, options: readonly string[]): string | undefined {
  const byChanges = (some: readonly string[]) =>
    some
      .map((option) => ({ option, changes: changesBetween(word, option) }))
      .sort((a, b) => a.changes - b.changes)
      .at(0);
  const started = byChanges(options.filter((option) => word !== '' && option.startsWith(word)));
  const best = byChanges(options);
  const isNear = best !== undefined && best.changes <= word.length / 3;
  return started?.option ?? (isNear ? best.option : undefined);
}

/** Letters to insert, delete or replace until `a` is `b`: the distance of Levenshtein. */
function changesBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const deleted = (above[column] ?? 0) + 1;
      const inserted = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, deleted, inserted));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
