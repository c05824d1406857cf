/**
 * Text that a person typed, for one line of Markdown: shown as typed, on one line, and unable to start
 * a heading, a link, an image or HTML.
 */
export function inlineMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|&]/g, '\\$&')
    .replace(/^(#{1,6} |[-+] )/, '\\$&')
    .replace(/^(\d+)([.)] )/, '$1\\$2');
}

/** A list item; further paragraphs belong to it by their indentation. */
export function listItem(first: string, ...more: readonly string[]): string {
  return [`- ${first}`, ...more.map((line) => `  ${line}`)].join('\n');
}
