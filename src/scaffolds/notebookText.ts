/** A cell of a notebook: Markdown, or code in Python. */
export interface NotebookCellText {
  readonly isCode: boolean;
  readonly text: string;
}

/** A notebook as a Python document of cells, with the place of one offset in a cell. */
export interface NotebookText {
  readonly text: string;
  readonly offset: number;
}

/**
 * Writes the code of a notebook as one document in which each cell begins with `# %%`, followed by
 * the heading of the Markdown cell above it.
 * @param active index of the cell that the offset is in
 * @param cursor offset in that cell; beyond its end is its end
 */
export function notebookText(
  cells: readonly NotebookCellText[],
  active: number,
  cursor: number,
): NotebookText {
  let text = '';
  let offset = 0;
  let heading = '';
  for (const [i, cell] of cells.entries()) {
    if (cell.isCode) {
      text += `# %%${heading}\n`;
      const start = text.length;
      const code = cell.text.replaceAll('\r\n', '\n');
      text += `${code}\n\n`;
      heading = '';
      if (i <= active) {
        offset = start + (i === active ? Math.min(cursor, code.length) : code.length);
      }
    } else {
      const title = /^#+ +(.*)$/m.exec(cell.text)?.[1]?.trim();
      heading = title === undefined ? '' : ` ${title}`;
    }
  }
  return { text, offset };
}
