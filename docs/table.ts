/** A table in Markdown; the cells are written as they are, so `cell` has to have escaped what is text. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map(line).join('\n');
}

/** What Markdown would read as its own syntax, escaped. */
export function cell(text: string): string {
  return text.replaceAll(/[\\|<>*_[\]`]/g, '\\$&');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
