/** The id of an element for something that has a name, which may hold anything; without white space. */
export function elementId(prefix: string, name: string): string {
  const units = Array.from({ length: name.length }, (_, at) => name.charCodeAt(at).toString(36));
  return [prefix, ...units].join('-');
}
