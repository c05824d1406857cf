// `npm run docs`: writes the pages that are generated from the catalogue.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadCatalog } from '../src/scaffolds/loadCatalog.ts';
import { scaffoldPage } from './scaffoldPage.ts';

const catalog = await loadCatalog(
  fileURLToPath(new URL('../src/scaffolds/catalog', import.meta.url)),
);
await writeFile(new URL('scaffolds.md', import.meta.url), scaffoldPage(catalog));
