import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadCatalog } from '../../src/scaffolds/loadCatalog.ts';
import { applyInsertion, planInsertion } from '../../src/scaffolds/planInsertion.ts';
import type { Catalog } from '../../src/scaffolds/scaffold.ts';

/** A line that says what a pair inserts there: the cursor is put on it. */
const marker = /^[ \t]*# insert (\S+)$/m;

/** What is inserted at the end of each file of the sample project, one after the other. */
const inSample: Readonly<Record<string, readonly string[]>> = {
  'attention.py': ['attention.patterns.transformers', 'attention.random-model.transformers'],
  'saliency.py': ['gradient.saliency.torch', 'gradient.randomisation.torch'],
  'probe.py': ['probe.linear.transformers', 'probe.control-task.sklearn'],
};

/**
 * Inserts scaffolds with the real inserter: into the documents of this folder at their marks, into
 * the sample project, into nothing, and each check below what it checks. What comes out is written to
 * `target`.
 */
export async function renderDocuments(root: string, target: string): Promise<void> {
  const catalog = await loadCatalog(join(root, 'src/scaffolds/catalog'));
  const documents = join(root, 'test/science/documents');
  // Those of another environment than torch are in a folder of its name.
  const files = await readdir(documents, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.py'))) {
    await write(
      target,
      file,
      insertAtMarks(catalog, await readFile(join(documents, file), 'utf8')),
    );
  }
  for (const [file, ids] of Object.entries(inSample)) {
    const before = await readFile(join(root, 'sample', file), 'utf8');
    await write(
      join(target, 'sample'),
      file,
      ids.reduce((text, id) => insert(catalog, text, text.length, id), before),
    );
  }
  await cp(join(root, 'sample/words.py'), join(target, 'sample/words.py'));
  for (const { id, checks } of catalog.scaffolds) {
    const alone = insert(catalog, '', 0, id);
    await write(join(target, 'alone'), `${id}.py`, alone);
    if (checks !== undefined) {
      const checked = insert(catalog, '', 0, checks);
      const both = insert(catalog, checked, checked.length, id);
      await write(join(target, 'checked'), `${checks} ${id}.py`, both);
    }
  }
}

/** A document with what each of its marks names inserted there. */
export function insertAtMarks(catalog: Catalog, marked: string): string {
  let text = marked;
  for (let mark = marker.exec(text); mark; mark = marker.exec(text)) {
    // The mark stays as a comment, with the same length so that the place stays the same too.
    text = text.replace(marker, (line) => line.replace('insert', 'now is'));
    text = insert(catalog, text, mark.index, mark[1] ?? '');
  }
  return text;
}

function insert(catalog: Catalog, text: string, cursor: number, id: string): string {
  const scaffold = catalog.get(id);
  if (!scaffold) {
    throw new Error(`There is no scaffold "${id}".`);
  }
  const plan = planInsertion(text, cursor, scaffold);
  if (!plan.ok) {
    throw new Error(plan.error);
  }
  return applyInsertion(text, plan.value);
}

async function write(folder: string, file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
