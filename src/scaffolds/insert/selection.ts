/** Where a scaffold goes for a selection, and what it is about. */
export interface Selected {
  /** The offset that counts as the cursor: on the last line that has something selected. */
  readonly cursor: number;
  /** The name that is selected, if it is nothing else. */
  readonly preferred?: string;
}

/** Reads a selection, which may be empty. What is selected stays where it is. */
export function readSelection(text: string, from: number, to: number): Selected {
  const selected = text.slice(from, to);
  const name = selected.trim();
  const isName = /^[A-Za-z_]\w*$/.test(name);
  // Whole lines are selected up to the start of the line below.
  const cursor = selected.endsWith('\n') ? to - 1 : to;
  return isName ? { cursor, preferred: name } : { cursor };
}
