import type { PythonDocument } from '../python/document.ts';
import type { Body } from './body.ts';
import type { TextInsertion } from './importPlan.ts';
import type { Place } from './place.ts';
import { mapText, type Segment } from './snippet.ts';

export interface Layout {
  readonly imports: readonly TextInsertion[];
  readonly segments: readonly Segment[];
}

/** Lays a body out at its place: blank lines around it, indentation, a cell marker, line ends. */
export function layOut(
  document: PythonDocument,
  place: Place,
  title: string,
  { groups, imports }: Body,
): Layout {
  const { text, eol, importsEnd } = document;
  const { offset, indent, cell } = place;
  const gap = indent === '' ? 2 : 1;
  const marker = cell ? `# %% ${title}\n` : `# ${title}\n`;
  const lines: Segment[] = [marker, ...join(groups, '\n'.repeat(gap + 1)), '\n'];
  const indented = indent === '' ? lines : indentLines(lines, indent);

  const above = text.slice(0, offset);
  const head = importLines(document, imports.lines);
  // At the same place as the body the imports are written as its first lines: the order of two
  // insertions at one offset is the editor's to choose.
  const isTogether = head !== undefined && importsEnd === offset;
  const before = isTogether ? above + head.text : above;
  const prefix = (isTogether ? head.text : '') + eol.repeat(missingBreaks(before, cell ? 1 : gap));
  const suffix = breaksBelow(text.slice(offset), indent, cell);
  const edits = head && !isTogether ? [...imports.merges, head] : imports.merges;
  return {
    imports: edits.toSorted((a, b) => a.offset - b.offset),
    segments: [
      prefix,
      ...mapText(indented, (part) => part.replaceAll('\n', eol)),
      eol.repeat(suffix),
    ].filter((segment) => segment !== ''),
  };
}

/** Segments of several groups with the same text between them. */
export function join(groups: readonly (readonly Segment[])[], between: string): Segment[] {
  return groups.flatMap((group, i) => (i > 0 ? [between, ...group] : group));
}

/** Import lines with the blank lines that they need around them. */
function importLines(
  { text, eol, importsEnd, imports }: PythonDocument,
  lines: readonly string[],
): TextInsertion | undefined {
  if (lines.length === 0) {
    return undefined;
  }
  const above = text.slice(0, importsEnd);
  const joinsBlock = imports.some((one) => one.to <= importsEnd);
  const isMarker = /(?:^|\n)#\s?%%[^\n]*\n$/.test(above);
  const prefix = eol.repeat(missingBreaks(above, joinsBlock || isMarker ? 0 : 1));
  const below = text.slice(importsEnd);
  const suffix = joinsBlock || below.trim() === '' || /^\s*\n/.test(below) ? '' : eol;
  return { offset: importsEnd, text: prefix + lines.map((line) => line + eol).join('') + suffix };
}

/** How many line breaks to add so that `blank` lines are left above; none at the very top. */
function missingBreaks(above: string, blank: number): number {
  if (above.trim() === '') {
    return above === '' || above.endsWith('\n') ? 0 : 1;
  }
  const end = above.slice(above.trimEnd().length);
  return Math.max(0, blank + 1 - (end.split('\n').length - 1), above.endsWith('\n') ? 0 : 1);
}

/** How many line breaks to add below the body's last line, before code that follows. */
function breaksBelow(below: string, indent: string, cell: boolean): number {
  const space = /^\s*/.exec(below)?.[0] ?? '';
  const next = below.slice(space.length);
  if (next === '') {
    return 0;
  }
  const wanted = indent === '' && !cell && /^(?:def |class |async |@)/.test(next) ? 2 : 1;
  return Math.max(0, wanted - (space.split('\n').length - 1));
}

/** Indents every line that is not blank; in a document of tabs with tabs. */
function indentLines(lines: readonly Segment[], indent: string): Segment[] {
  const written = lines.filter((segment) => segment !== '');
  const units = indent.includes('\t')
    ? mapText(written, (part) =>
        part.replaceAll(/(?<=\n)(?: {4})+/g, (run) => '\t'.repeat(run.length / 4)),
      )
    : written;
  const indented = units.map((segment, i) => {
    const next = units[i + 1];
    if (typeof segment !== 'string' || next === undefined) {
      return typeof segment === 'string'
        ? segment.replaceAll(/\n(?!\n|$)/g, `\n${indent}`)
        : segment;
    }
    const goesOn = typeof next !== 'string' || !next.startsWith('\n');
    return segment.replaceAll(goesOn ? /\n(?!\n)/g : /\n(?!\n|$)/g, `\n${indent}`);
  });
  return [indent, ...indented];
}
