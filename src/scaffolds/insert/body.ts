import type { PythonDocument } from '../python/document.ts';
import { endOf, textOf } from '../python/tree.ts';
import type { Scaffold } from '../scaffold.ts';
import { freshName } from './freshName.ts';
import { type ImportPlan, planImports } from './importPlan.ts';
import { type MetNeed, meetNeeds } from './needs.ts';
import { isDefinition, type Parts, type Piece, takeApart, type WantedImport } from './parts.ts';
import { boundByModule, moduleReferences, type Reference } from './references.ts';
import { plainText, type Segment } from './snippet.ts';
import type { Surroundings } from './surroundings.ts';

/** What a scaffold becomes in a document, before it is laid out there. */
export interface Body {
  /** Groups of lines: the examples it brings, its functions, the lines that call them. */
  readonly groups: readonly (readonly Segment[])[];
  readonly imports: ImportPlan;
  readonly needs: readonly MetNeed[];
  /** The top-level modules that it imports or finds imported: `torch`, `sklearn`. */
  readonly modules: readonly string[];
}

/**
 * Puts a scaffold into the names of a document.
 * @param preferred a name that is taken for the need that it fits best
 */
export function writeBody(
  document: PythonDocument,
  around: Surroundings,
  scaffold: Scaffold,
  preferred?: string,
): Body {
  const parts = takeApart(scaffold);
  const references = moduleReferences(parts.tree);
  const needs = meetNeeds(scaffold.needs, around, preferred);
  const setups = needs
    .filter(({ brought }) => brought)
    .flatMap(({ need }) => parts.setups.get(need.name) ?? []);
  const candidates = [...setups, ...parts.body];
  const wantedBy = (pieces: readonly Piece[]): readonly WantedImport[] => {
    const used = new Set(within(references, pieces).map(({ name }) => name));
    return parts.imports.filter(({ bound }) => used.has(bound));
  };
  const standing = standingFunctions(
    document,
    around.offset,
    parts,
    references,
    planImports(document, around, wantedBy(candidates)),
  );
  const pieces = candidates.filter(
    ({ defines }) => defines === undefined || !standing.has(defines),
  );
  const wanted = wantedBy(pieces);
  const plan = planImports(document, around, wanted);
  const names = new Map(plan.expressions);
  for (const name of boundByModule(parts.tree)) {
    if (!names.has(name)) {
      names.set(name, standing.has(name) ? name : freshName(name, around.taken));
    }
  }
  const write = (piece: Piece): Segment[] =>
    writePiece(parts, references, piece, (name) => {
      const met = needs.findIndex(({ need }) => need.name === name);
      const stop = needs[met];
      return stop ? { stop: met + 1, choices: stop.choices } : (names.get(name) ?? name);
    });
  const examples = pieces.filter((piece) => setups.includes(piece)).map(write);
  return {
    groups: [
      ...(examples.length > 0
        ? [examples.flatMap((one, i) => (i > 0 ? ['\n', ...one] : one))]
        : []),
      ...pieces.filter((piece) => !setups.includes(piece)).map(write),
    ],
    imports: plan,
    needs,
    modules: [...new Set(wanted.map(({ module, path }) => (module ?? path).split('.')[0] ?? path))],
  };
}

function within(references: readonly Reference[], pieces: readonly Piece[]): Reference[] {
  return references.filter(({ from, to }) =>
    pieces.some((piece) => piece.from <= from && to <= piece.to),
  );
}

/**
 * Functions of the scaffold that the document has already, word for word, above the place: they came
 * with an earlier scaffold and are not written again.
 */
function standingFunctions(
  document: PythonDocument,
  offset: number,
  parts: Parts,
  references: readonly Reference[],
  { expressions }: ImportPlan,
): ReadonlySet<string> {
  const written = new Set(
    document.statements
      .filter((node) => isDefinition(node) && endOf(document.tree, node) <= offset)
      .map((node) => textOf(document.tree, node).trimEnd().replaceAll('\r\n', '\n')),
  );
  const functions = parts.body.filter(({ defines }) => defines !== undefined);
  let standing = functions.filter((piece) =>
    written.has(
      plainText(writePiece(parts, references, piece, (name) => expressions.get(name) ?? name)),
    ),
  );
  // What it uses besides has to be what the earlier scaffold brought, too.
  const own = boundByModule(parts.tree);
  const usesOther = (piece: Piece): boolean =>
    within(references, [piece]).some(
      ({ name }) => own.has(name) && !standing.some(({ defines }) => defines === name),
    );
  for (let before = Number.POSITIVE_INFINITY; standing.length < before; ) {
    before = standing.length;
    standing = standing.filter((piece) => !usesOther(piece));
  }
  return new Set(standing.flatMap(({ defines }) => defines ?? []));
}

function writePiece(
  { tree }: Parts,
  references: readonly Reference[],
  piece: Piece,
  write: (name: string) => Segment,
): Segment[] {
  const segments: Segment[] = [];
  let at = piece.from;
  for (const { name, from, to } of within(references, [piece])) {
    segments.push(tree.text.slice(at, from), write(name));
    at = to;
  }
  return [...segments, tree.text.slice(at, piece.to)];
}
