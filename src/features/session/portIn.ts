/** The port in what was copied from Live Share's view, `12345` or `localhost:12345`; `undefined` if there is none. */
export function portIn(text: string): number | undefined {
  const [, digits] = /(?:^|:)(\d{1,5})\/?$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
