/** `name`, or `name_2`, `name_3`, … if it is taken. */
export function freshName(name: string, taken: ReadonlySet<string>): string {
  let fresh = name;
  for (let i = 2; taken.has(fresh); i++) {
    fresh = `${name}_${i}`;
  }
  return fresh;
}
