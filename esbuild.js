import { globSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    // What ships both ways is taken as ES modules, of which only what is used goes into the bundle.
    mainFields: ['module', 'main'],
    alias: { yaml: fileURLToPath(new URL('node_modules/yaml/browser/index.js', import.meta.url)) },
    banner: {
      // `ws` is CommonJS and asks for Node's own modules by `require`.
      js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
    },
    plugins: [
      together(['src/features/scaffolds', 'src/scaffolds'], ['src/questions'], ['src/features']),
    ],
    logOverride: { 'ambiguous-reexport': 'error' },
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

/**
 * Makes one chunk of all that is loaded later from the same folders, instead of one of each module:
 * hundreds of small files compress badly. Of several groups that a module is in the first counts.
 *
 * @param {...string[]} groups of folders
 */
function together(...groups) {
  const later = new Map(groups.map((folders) => [folders.join(), new Set()]));
  const groupOf = (path) =>
    groups.find((folders) => folders.some((folder) => path.startsWith(`${folder}/`)))?.join();
  for (const file of globSync('src/**/*.ts')) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/import\('(\.[^']+)'\)/g)) {
      const path = join(dirname(file), target);
      later.get(groupOf(path))?.add(path);
    }
  }
  return {
    name: 'together',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, importer, path }) => {
        const group = groupOf(relative('.', join(dirname(importer), path)));
        return kind === 'dynamic-import' && group
          ? { path: group, namespace: 'together' }
          : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: 'together' }, ({ path }) => ({
        contents: [...later.get(path)].map((file) => `export * from './${file}';`).join('\n'),
        resolveDir: '.',
      }));
    },
  };
}
