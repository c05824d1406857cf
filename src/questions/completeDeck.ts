import { deckJsonSchema } from './deckJsonSchema.ts';
import { keysUnder, type WrittenHere, writtenHere } from './deckLines.ts';
import type { JsonSchema, Snippet } from './jsonSchema.ts';

/** Something to write in a deck. */
export interface DeckCompletion {
  readonly kind: 'field' | 'option' | 'source' | 'check' | 'snippet';
  readonly label: string;
  readonly description: string;
  /** What takes the place of the word at the cursor; in a snippet with `${1:…}` for what is to be changed. */
  readonly insert: string;
}

/** What could be written at a place, and where the word begins that it takes the place of. */
export interface DeckCompletions {
  /** Counted from 0. */
  readonly start: number;
  readonly items: readonly DeckCompletion[];
}

/** A scaffold that a question may name as its check. */
export interface Check {
  readonly id: string;
  readonly title: string;
}

/**
 * What could be written at the cursor of a deck: fields, phases, techniques, sources and checks.
 * @param row counted from 0, as is `column`
 */
export function completeDeck(
  lines: readonly string[],
  row: number,
  column: number,
  checks: readonly Check[],
): DeckCompletions | undefined {
  const here = writtenHere(lines, row, column);
  if (here === undefined) {
    return undefined;
  }
  const last = here.path.at(-1);
  const schemas = schemasAt(here.path);
  const named =
    last === 'source' ? sources(lines) : last === 'check' ? checks.map(completeCheck) : [];
  const items = here.isValue
    ? [...schemas.flatMap(options), ...named]
    : [...snippets(schemas, here), ...fields(schemas, here), ...schemas.flatMap(options)];
  return { start: here.start, items };
}

/** Whether a line of a deck is about its check, so that it takes the catalogue to complete it. */
export function namesCheck(line: string): boolean {
  return /^ *(?:- +)?check:/.test(line);
}

/** What the value at a path may be: one schema, or several to choose from. */
function schemasAt(path: readonly string[]): readonly JsonSchema[] {
  const below = (schemas: readonly JsonSchema[], step: string) =>
    schemas.flatMap(({ items, properties, additionalProperties }) => {
      const next = step === '[]' ? items : (properties?.[step] ?? additionalProperties);
      return typeof next === 'object' ? choices(next) : [];
    });
  return path.reduce(below, choices(deckJsonSchema()));
}

function choices(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...(schema.anyOf ?? [])];
}

function fields(schemas: readonly JsonSchema[], { beside }: WrittenHere): DeckCompletion[] {
  return schemas.flatMap(({ properties = {} }) =>
    Object.entries(properties)
      .filter(([label]) => !beside.includes(label))
      .map(([label, { type, description = '' }]) => ({
        kind: 'field',
        label,
        description,
        insert: type === 'array' || type === 'object' ? `${label}:` : `${label}: `,
      })),
  );
}

function options({ enum: labels = [], enumDescriptions = [] }: JsonSchema): DeckCompletion[] {
  return labels.map((label, index) => ({
    kind: 'option',
    label,
    description: enumDescriptions[index] ?? '',
    insert: label,
  }));
}

function sources(lines: readonly string[]): DeckCompletion[] {
  return [
    { kind: 'source', label: 'practice', description: 'Common practice.', insert: 'practice' },
    ...keysUnder(lines, 'sources').map(
      (label): DeckCompletion => ({
        kind: 'source',
        label,
        description: 'A publication under sources.',
        insert: label,
      }),
    ),
  ];
}

function completeCheck({ id, title }: Check): DeckCompletion {
  return { kind: 'check', label: id, description: title, insert: id };
}

/** Whole entries, where none has been begun. */
function snippets(schemas: readonly JsonSchema[], here: WrittenHere): DeckCompletion[] {
  const ofMap = here.beside.length > 0 ? [] : schemas.flatMap(snippetsOf);
  const ofList = schemas.flatMap(({ items }) => (items ? snippetsOf(items) : []));
  const ofNames = schemas.flatMap(({ additionalProperties: named }) =>
    typeof named === 'object' ? snippetsOf(named) : [],
  );
  return [
    // The editor indents by the line, in which the hyphen counts for nothing.
    ...ofMap.map((one) => completeSnippet(one, linesOf(one).join(here.isEntry ? '\n  ' : '\n'))),
    ...ofList.map((one) => completeSnippet(one, `- ${linesOf(one).join('\n  ')}`)),
    ...ofNames.map((one) => completeSnippet(one, `\${1:name}:\n  ${linesOf(one).join('\n  ')}`)),
  ];
}

function snippetsOf({ defaultSnippets = [] }: JsonSchema): readonly Snippet[] {
  return defaultSnippets;
}

function linesOf({ body }: Snippet): readonly string[] {
  return Object.entries(body).map(([field, value]) => `${field}: ${value}`);
}

function completeSnippet({ label, description }: Snippet, insert: string): DeckCompletion {
  return { kind: 'snippet', label, description, insert };
}
