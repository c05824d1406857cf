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
import type { OwnModules } from './python/ownModules.ts';
import { parsePython } from './python/tree.ts';
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
  /** The top-level modules that it imports or finds imported. */
  readonly modules: readonly string[];
}

/** Two cells for a notebook. */
export interface CellInsertion {
  readonly markdown: string;
  readonly code: { readonly snippet: string; readonly text: string };
  readonly needs: readonly MetNeed[];
  /** The top-level modules that it imports or finds imported. */
  readonly modules: readonly string[];
}

/** The code of a notebook on both sides of the place, cell by cell. */
export interface NotebookCode {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** What is known besides the code itself. */
export interface Hints {
  /** A name that is taken for the need that it fits best, such as the one selected. */
  readonly preferred?: string | undefined;
  /** The project's own modules that the code imports. */
  readonly modules?: OwnModules | undefined;
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
  { preferred, modules }: Hints = {},
): Result<Insertion, string> {
  const document = readDocument(text, modules);
  const place = findPlace(document, cursor);
  const open = openString(document.tree);
  if (open !== undefined && open.from < place.offset) {
    return err(
      `The string that starts on line ${open.line} is never closed, so what is inserted below would become part of it; close it and insert again.`,
    );
  }
  const body = writeBody(document, surroundingsOf(document, place), scaffold, preferred);
  const { imports, segments } = layOut(document, place, scaffold.title, body);
  return ok({
    imports,
    body: { offset: place.offset, ...rendered(segments) },
    needs: body.needs,
    modules: body.modules,
  });
}

/**
 * Plans the insertion of a scaffold in the place of a word that someone typed to get it. The word
 * itself is still to be taken away; the offsets are of the document that has it.
 * @param from offset of the word's first character
 * @param to offset after its last
 */
export function planInsteadOf(
  text: string,
  from: number,
  to: number,
  scaffold: Scaffold,
  hints: Hints = {},
): Result<Insertion, string> {
  const plan = planInsertion(text.slice(0, from) + text.slice(to), from, scaffold, hints);
  if (!plan.ok) {
    return plan;
  }
  const { imports, body } = plan.value;
  const moved = <T extends TextInsertion>(one: T): T =>
    one.offset > from ? { ...one, offset: one.offset + to - from } : one;
  return ok({ ...plan.value, imports: imports.map(moved), body: moved(body) });
}

/** Plans a Markdown cell and a code cell for a notebook. */
export function planCells(
  { above, below }: NotebookCode,
  scaffold: Scaffold,
  { preferred, modules }: Hints = {},
): CellInsertion {
  const earlier = above.map(closed).join('\n\n');
  // Imports go into the new cell: what another cell imports is taken from there, but not added to.
  const document = {
    ...readDocument([earlier, ...below.map(closed)].join('\n\n'), modules),
    imports: [],
  };
  const end: Place = { offset: earlier.length, indent: '', functions: [], cell: false };
  const body = writeBody(document, surroundingsOf(document, end), scaffold, preferred);
  const { lines } = body.imports;
  const head = lines.length > 0 ? [[lines.join('\n')]] : [];
  return {
    markdown: `## ${scaffold.title}\n\n${scaffold.description}`,
    code: rendered(join([...head, ...body.groups], '\n\n\n')),
    needs: body.needs,
    modules: body.modules,
  };
}

/** A cell as it counts for others: nothing, if it is of another language or a string stays open. */
function closed(cell: string): string {
  const isForeign = /^\s*%%(?!(?:time|timeit|capture|prun)\b)/.test(cell);
  const code = cell.replaceAll('\r\n', '\n');
  return isForeign || openString(parsePython(code)) ? '' : code;
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
