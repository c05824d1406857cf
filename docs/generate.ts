// `npm run docs`: writes the pages that are generated from the catalogue and the decks.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadDecks } from '../src/questions/loadDeck.ts';
import { loadCatalog } from '../src/scaffolds/loadCatalog.ts';
import { questionPage } from './questionPage.ts';
import { scaffoldPage } from './scaffoldPage.ts';

const catalog = await loadCatalog(
  fileURLToPath(new URL('../src/scaffolds/catalog', import.meta.url)),
);
await writeFile(new URL('scaffolds.md', import.meta.url), scaffoldPage(catalog));

const folder = new URL('../src/questions/decks/', import.meta.url);
const files = await Promise.all(
  (await readdir(folder)).sort().map(async (path) => ({
    path,
    text: await readFile(new URL(path, folder), 'utf8'),
  })),
);
await writeFile(new URL('questions.md', import.meta.url), questionPage(loadDecks(files).questions));
