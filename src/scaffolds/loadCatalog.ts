import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { techniques } from './header.ts';
import { CatalogError, readScaffold } from './readScaffold.ts';
import { type Catalog, catalogOf, type Scaffold } from './scaffold.ts';

/**
 * Reads every scaffold in a folder of Python files.
 * @param folder holds `<technique>/<method>.<framework>.py`
 * @throws CatalogError if a file can't be used, or a check that a header names doesn't exist
 */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const files = await readdir(folder, { recursive: true });
  const paths = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.py'));
  const scaffolds = await Promise.all(
    paths.map(async (path) => readScaffold(path, await readFile(join(folder, path), 'utf8'))),
  );
  scaffolds.sort(byTechnique);
  const catalog = catalogOf(scaffolds);
  for (const { id, check, checks } of scaffolds) {
    for (const other of [check, checks]) {
      if (other !== undefined && catalog.get(other) === undefined) {
        throw new CatalogError(`${id}: there is no scaffold "${other}".`);
      }
    }
  }
  return catalog;
}

/** In the order of `techniques`; within one, what is checked comes before its check. */
function byTechnique(a: Scaffold, b: Scaffold): number {
  return (
    techniques.indexOf(a.technique) - techniques.indexOf(b.technique) ||
    Number(a.checks !== undefined) - Number(b.checks !== undefined) ||
    a.id.localeCompare(b.id, 'en')
  );
}
