/** A piece of what is inserted: text as it is, or a tab stop, linked to others of its number. */
export type Segment = string | TabStop;

export interface TabStop {
  readonly stop: number;
  readonly choices: readonly [string, ...string[]];
}

/** The text with each tab stop filled with its first choice. */
export function plainText(segments: readonly Segment[]): string {
  return segments
    .map((segment) => (typeof segment === 'string' ? segment : segment.choices[0]))
    .join('');
}

/**
 * The text in VS Code's snippet syntax: the first tab stop of a number holds its default or its
 * choices, the others follow it. The cursor ends up before the last line break.
 */
export function snippetText(segments: readonly Segment[]): string {
  const seen = new Set<number>();
  const text = segments.map((segment) => {
    if (typeof segment === 'string') {
      return segment.replaceAll(/[\\$}]/g, '\\$&');
    }
    const { stop, choices } = segment;
    if (seen.has(stop)) {
      return `\${${stop}}`;
    }
    seen.add(stop);
    return choices.length === 1
      ? `\${${stop}:${choices[0]}}`
      : `\${${stop}|${choices.map((choice) => choice.replaceAll(/[\\,|]/g, '\\$&')).join(',')}|}`;
  });
  return text.join('').replace(/\s*$/, (end) => `$0${end}`);
}

/** Applies `change` to the text of the segments, not to the tab stops. */
export function mapText(segments: readonly Segment[], change: (text: string) => string): Segment[] {
  return segments.map((segment) => (typeof segment === 'string' ? change(segment) : segment));
}
