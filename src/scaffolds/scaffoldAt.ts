import { takeApart } from './insert/parts.ts';
import { type PythonDocument, readDocument } from './python/document.ts';
import { lineStarts } from './python/lines.ts';
import { endOf, lineStart, type SyntaxNode, textOf } from './python/tree.ts';
import type { Catalog, Scaffold } from './scaffold.ts';
import { frameworksOf } from './techniquesAt.ts';

/** A scaffold that stands in a document. */
export interface StandingScaffold {
  readonly scaffold: Scaffold;
  /** Offset of the comment that is its title, where a cell may begin. */
  readonly from: number;
  /** Offset after its last statement. */
  readonly to: number;
}

/** The names that a scaffold's last cell defines and yields, by which it is known again. */
interface Signature {
  readonly functions: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const signatures = new WeakMap<Scaffold, Signature>();

/** The scaffolds whose titles stand in a document, from top to bottom. */
export function standingScaffolds(text: string, catalog: Catalog): readonly StandingScaffold[] {
  const titles = new Set(catalog.scaffolds.map(({ title }) => title));
  // Most documents have none: they are not parsed.
  const mayHave = text
    .split('\n')
    .some((line) => titles.has(/^[ \t]*# (?:%% )?(.*?)\s*$/.exec(line)?.[1] ?? ''));
  return mayHave ? readStanding(readDocument(text), catalog) : [];
}

/**
 * The scaffold that a line belongs to: the one whose title stands above it, or whose function it is
 * in; undefined in code of one's own. A blank line belongs to what stands above it.
 * @param line counted from 0
 */
export function scaffoldAt(text: string, line: number, catalog: Catalog): Scaffold | undefined {
  const document = readDocument(text);
  const starts = lineStarts(text);
  const lineAt = (at: number): Range => ({
    from: starts[at] ?? text.length,
    to: (starts[at + 1] ?? text.length + 1) - 1,
  });
  let { from, to } = lineAt(line);
  for (let above = line - 1; above >= 0 && text.slice(from, to).trim() === ''; above--) {
    ({ from, to } = lineAt(above));
  }
  const reaches = (one: Range): boolean => one.from <= to && from < Math.max(one.to, one.from + 1);
  const titled = readStanding(document, catalog).findLast(reaches);
  return titled?.scaffold ?? definedAround(document, reaches, catalog);
}

function readStanding(document: PythonDocument, catalog: Catalog): StandingScaffold[] {
  const { tree, text, cells } = document;
  const choose = chooserFor(document);
  const comments: SyntaxNode[] = [];
  tree.root.cursor().iterate((node) => {
    if (node.name === 'Comment') {
      comments.push(node.node);
    }
  });
  const titled = comments.flatMap((comment) => {
    const title = /^# (?:%% )?(.*)$/.exec(textOf(tree, comment).trimEnd())?.[1];
    const isAlone = /^[ \t]*$/.test(text.slice(lineStart(text, comment.from), comment.from));
    const fitting = catalog.scaffolds.filter((one) => isAlone && one.title === title);
    const scaffold = fitting.length > 0 ? choose(fitting) : undefined;
    return scaffold ? [{ scaffold, from: comment.from }] : [];
  });
  return titled.map(({ scaffold, from }, i) => {
    const limit = Math.min(
      titled[i + 1]?.from ?? text.length,
      cells.find((cell) => cell > from) ?? text.length,
    );
    return { scaffold, from, to: lastUse(document, scaffold, from, limit) };
  });
}

/** Tells the variants of a title apart: by the functions that the document has, and its imports. */
function chooserFor(document: PythonDocument): (of: readonly Scaffold[]) => Scaffold | undefined {
  const defined = new Set(functionsOf(document).map(({ name }) => name));
  const imported = frameworksOf(document);
  const score = (scaffold: Scaffold): number => {
    const { functions } = signatureOf(scaffold);
    const standing = [...functions].filter((name) => defined.has(name)).length;
    return standing / Math.max(1, functions.size) + (imported.includes(scaffold.framework) ? 1 : 0);
  };
  return (scaffolds) => scaffolds.toSorted((a, b) => score(b) - score(a))[0];
}

/** The end of the last statement below a title that still speaks of what the scaffold made. */
function lastUse(
  { tree, text }: PythonDocument,
  scaffold: Scaffold,
  from: number,
  limit: number,
): number {
  const { functions, names } = signatureOf(scaffold);
  let end = from;
  tree.root.toTree().iterate({
    from: from + 1,
    to: limit,
    enter: (node) => {
      const name = node.name === 'VariableName' ? text.slice(node.from, node.to) : '';
      const isOwn = functions.has(originalName(name)) || names.has(originalName(name));
      if (isOwn && node.from > from && node.from < limit) {
        end = Math.max(end, enclosing(node.node, from));
      }
    },
  });
  // The lines that follow without a gap, such as the one that shows the figure.
  const below = /^[^\n]*(?:\n[^\S\n]*\S[^\n]*)*/.exec(text.slice(end, limit))?.[0] ?? '';
  return end + below.length;
}

/** Where the largest node around `node` that starts after `from` ends. */
function enclosing(node: SyntaxNode, from: number): number {
  let largest = node;
  while (largest.parent && largest.parent.from > from && largest.parent.name !== 'Body') {
    largest = largest.parent;
  }
  return largest.to;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface DefinedFunction extends Range {
  readonly name: string;
}

function functionsOf({ tree }: PythonDocument): DefinedFunction[] {
  const found: DefinedFunction[] = [];
  tree.root.cursor().iterate((node) => {
    if (node.name === 'FunctionDefinition') {
      const name = node.node.getChild('VariableName');
      const to = endOf(tree, node.node);
      found.push({ name: name ? originalName(textOf(tree, name)) : '', from: node.from, to });
    }
  });
  return found;
}

/** By the function around the line, where the title was taken away. */
function definedAround(
  document: PythonDocument,
  reaches: (range: Range) => boolean,
  catalog: Catalog,
): Scaffold | undefined {
  const around = functionsOf(document).findLast(reaches);
  const fitting = catalog.scaffolds.filter((one) =>
    signatureOf(one).functions.has(around?.name ?? ''),
  );
  const analyses = fitting.filter(({ checks }) => checks === undefined);
  return chooserFor(document)(analyses.length > 0 ? analyses : fitting);
}

function signatureOf(scaffold: Scaffold): Signature {
  const known = signatures.get(scaffold);
  if (known) {
    return known;
  }
  const functions = new Set(takeApart(scaffold).body.flatMap(({ defines }) => defines ?? []));
  const signature = { functions, names: new Set(scaffold.yields.map(({ name }) => name)) };
  signatures.set(scaffold, signature);
  return signature;
}

/** The name without the number that the inserter adds where a document has it already. */
function originalName(name: string): string {
  return name.replace(/_\d+$/, '');
}
