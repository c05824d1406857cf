import { err, ok, type Result } from '../util/result.ts';
import { writeBody } from './insert/body.ts';
import type { TextInsertion } from './insert/importPlan.ts';
import { join, layOut } from './insert/layOut.ts';
import type { MetNeed } from './insert/needs.ts';
import { findPlace, type Place } from './insert/place.ts';
import { plainText, type Segment, snippetText } from './insert/snippet.ts';
import { surroundingsOf } from './insert/surroundings.ts';
import { readDocument } from './python/document.ts';
import { openString } from './python/openString.ts';
import type { Scaffold } from './scaffold.ts';

/** How to insert a scaffold. All offsets are of the document as it is; nothing is taken away. */
export interface Insertion {
  /** Plain insertions for imports, in order, all before the body. */
  readonly imports: readonly TextInsertion[];
  readonly body: {
    readonly offset: number;
    /** In VS Code's snippet syntax, with its indentation: insert it with whitespace kept. */
    readonly snippet: string;
    /** The same with every tab stop filled with its first choice. */
    readonly text: string;
  };
  readonly needs: readonly MetNeed[];
}

/** Two cells for a notebook. */
export interface CellInsertion {
  readonly markdown: string;
  readonly code: { readonly snippet: string; readonly text: string };
  readonly needs: readonly MetNeed[];
}

/**
 * Plans the insertion of a scaffold into a Python document.
 * @param cursor offset of the cursor in `text`
 * @returns the plan, or one sentence on why there is no sound place
 */
export function planInsertion(
  text: string,
  cursor: number,
  scaffold: Scaffold,
): Result<Insertion, string> {
  const document = readDocument(text);
  const place = findPlace(document, cursor);
  const open = openString(document.tree);
  if (open !== undefined && open.from < place.offset) {
    return err(
      `The string that starts on line ${open.line} is never closed, so what is inserted below would become part of it; close it and insert again.`,
    );
  }
  const body = writeBody(document, surroundingsOf(document, place), scaffold);
  const { imports, segments } = layOut(document, place, scaffold.title, body);
  return ok({
    imports,
    body: { offset: place.offset, ...rendered(segments) },
    needs: body.needs,
  });
}

/**
 * Plans a Markdown cell and a code cell for a notebook.
 * @param earlier the code of the cells above, joined by blank lines
 */
export function planCells(earlier: string, scaffold: Scaffold): CellInsertion {
  // Imports go into the new cell: what another cell imports is taken from there, but not added to.
  const document = { ...readDocument(earlier), imports: [] };
  const end: Place = { offset: earlier.length, indent: '', functions: [], cell: false };
  const { groups, imports, needs } = writeBody(document, surroundingsOf(document, end), scaffold);
  const head = imports.lines.length > 0 ? [[imports.lines.join('\n')]] : [];
  return {
    markdown: `## ${scaffold.title}\n\n${scaffold.description}`,
    code: rendered(join([...head, ...groups], '\n\n\n')),
    needs,
  };
}

/** The document after an insertion, with every tab stop filled with its first choice. */
export function applyInsertion(text: string, { imports, body }: Insertion): string {
  let result = '';
  let at = 0;
  for (const one of [...imports, body]) {
    result += text.slice(at, one.offset) + one.text;
    at = one.offset;
  }
  return result + text.slice(at);
}

function rendered(segments: readonly Segment[]): { snippet: string; text: string } {
  return { snippet: snippetText(segments), text: plainText(segments) };
}
