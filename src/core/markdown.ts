import { isolated, onOneLine, wellFormed } from './oneLine.ts';

/**
 * Text that a person typed, for one line of Markdown: shown as typed, on one line, and unable to start
 * a heading, a list, a rule, a link, an image, a formula or HTML, or to reorder what follows on its line.
 */
export function inlineMarkdown(text: string): string {
  const shown = onOneLine(text)
    .replace(/[\\`*_[\]<>|&$~]/g, '\\$&')
    .replace(/^(?:#{1,6}(?= |$)|[-+](?= |$)|[-=]+(?=\s*$))/, '\\$&')
    .replace(/^(\d+)([.)](?: |$))/, '$1\\$2')
    .replace(/(^| )(#+)$/, '$1\\$2');
  return isolated(shown);
}

/** What a line of inline Markdown that was made here says, as plain text. */
export function plainText(markdown: string): string {
  return markdown.replace(/[\u2068\u2069]/g, '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

const longestCode = 120;

/** Code for one line of Markdown, cut where it is long; empty if there is none. */
export function inlineCode(code: string): string {
  const line = onOneLine(code);
  const letters = [...line];
  const shown = letters.length > longestCode ? `${letters.slice(0, longestCode).join('')}…` : line;
  if (shown === '') {
    return '';
  }
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return isolated(`${fence}${pad}${shown}${pad}${fence}`);
}

/** A relative path with forward slashes as the destination of a link. */
export function linkPath(path: string): string {
  return wellFormed(path)
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*~]/g, percentEncoded))
    .join('/');
}

/** A link to a page, whatever its address holds: anyone may have written it into a deck. */
export function linkTo(title: string, address: string): string {
  return `[${inlineMarkdown(title)}](<${address.replace(/[\s<>\\]/g, percentEncoded)}>)`;
}

function percentEncoded(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
}

/** A list item; further paragraphs belong to it by their indentation. */
export function listItem(first: string, ...more: readonly string[]): string {
  return [`- ${first}`, ...more.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}
