/** How alike two lines of code are, from 0 to 1: the share of the pairs of characters that both have. */
export function similarity(one: string, other: string): number {
  const pairs = pairsOf(one);
  const others = pairsOf(other);
  const unmatched = new Map<string, number>();
  for (const pair of pairs) {
    unmatched.set(pair, (unmatched.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (const pair of others) {
    const left = unmatched.get(pair) ?? 0;
    if (left > 0) {
      unmatched.set(pair, left - 1);
      shared++;
    }
  }
  const total = pairs.length + others.length;
  return total === 0 ? 0 : (2 * shared) / total;
}

function pairsOf(line: string): readonly string[] {
  const text = line.replace(/\s+/g, '');
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2));
}
