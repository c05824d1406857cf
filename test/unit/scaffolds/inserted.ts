import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { loadCatalog } from '../../../src/scaffolds/loadCatalog.ts';
import {
  applyInsertion,
  type Insertion,
  planInsertion,
} from '../../../src/scaffolds/planInsertion.ts';
import type { Scaffold } from '../../../src/scaffolds/scaffold.ts';

export const catalogFolder = fileURLToPath(
  new URL('../../../src/scaffolds/catalog', import.meta.url),
);
export const catalog = await loadCatalog(catalogFolder);

export function scaffold(id: string): Scaffold {
  const found = catalog.get(id);
  assert.ok(found, `no scaffold ${id}`);
  return found;
}

export const attention = scaffold('attention.patterns.transformers');
export const saliency = scaffold('gradient.saliency.torch');
export const probe = scaffold('probe.linear.transformers');

export interface Inserted {
  /** The document afterwards. */
  readonly text: string;
  readonly plan: Insertion;
  /** The last lines of the body, those that call its functions, with defaults filled in. */
  readonly body: string;
  /** The names chosen for the needs. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Inserts a scaffold where the document has its last `|`. */
export function insertAt(marked: string, what: Scaffold): Inserted {
  const cursor = marked.lastIndexOf('|');
  assert.notEqual(cursor, -1, 'the document should mark the cursor with |');
  const document = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const result = planInsertion(document, cursor, what);
  assert.ok(result.ok, result.ok ? '' : result.error);
  const plan = result.value;
  return {
    text: applyInsertion(document, plan),
    plan,
    body: plan.body.text,
    names: Object.fromEntries(
      plan.needs.map(({ need, choices, brought }) => [need.name, brought ? [] : choices]),
    ),
  };
}
