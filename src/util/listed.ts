/** `Ada`, `Ada and Grace`, `Ada, Grace and Joan`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** The same, with no more than three names: `a.py, b.py, c.py and 4 more`. */
export function fewListed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return listed(shown);
}
