/** Proves at compile time that a union is handled in full; throws if a value slipped past the types. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
