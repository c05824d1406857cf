/** Something that must never be so was so. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** @throws {Violation} with the sentence, unless it holds. */
export function hold(holds: boolean, sentence: () => string): asserts holds {
  if (!holds) {
    throw new Violation(sentence());
  }
}
