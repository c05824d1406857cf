import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { deckJsonSchema } from './src/questions/deckJsonSchema.ts';
import { loadCatalog } from './src/scaffolds/loadCatalog.ts';
import { packCatalog, packedCatalogFile } from './src/scaffolds/packedCatalog.ts';

/** Bundles the extension and its webview into dist/, with the content that is read from disk at run time. */
const shared = {
  bundle: true,
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'none',
  outdir: 'dist',
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await Promise.all([
  build({
    ...shared,
    entryPoints: ['src/extension.ts'],
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // What is imported dynamically becomes a file of its own, loaded when it is first used.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: ['vscode'],
    banner: {
      // `ws` and `yaml` are CommonJS and ask for Node's own modules by `require`.
      js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
    },
  }),
  build({
    ...shared,
    entryPoints: { questions: 'media/questions/main.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  }),
  writeCatalog(),
  writeFile('dist/deck.schema.json', JSON.stringify(deckJsonSchema())),
  cp('src/questions/decks', 'dist/decks', { recursive: true }),
  cp('src/questions/reading.yaml', 'dist/reading.yaml'),
]);

async function writeCatalog() {
  const packed = await packCatalog(await loadCatalog('src/scaffolds/catalog'));
  await writeFile(`dist/${packedCatalogFile}`, packed);
}
