import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pack } from './src/platform/content/packed.ts';
import { deckJsonSchema } from './src/questions/deckJsonSchema.ts';
import { loadCatalog } from './src/scaffolds/loadCatalog.ts';

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
    plugins: [
      builtins(),
      together(
        ['src/features/scaffolds', 'src/scaffolds'],
        ['src/questions'],
        ['src/features'],
        ['src/platform/code', 'src/platform/record'],
        ['src/platform/session', 'src/platform/sharing'],
        ['src/log/local'],
      ),
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
  writeScaffolds(),
  writeQuestions(),
  writeFile('dist/deck.schema.json', JSON.stringify(deckJsonSchema())),
]);

async function writeScaffolds() {
  const { scaffolds } = await loadCatalog('src/scaffolds/catalog');
  await writeFile('dist/scaffolds.json.br', await pack(scaffolds));
}

async function writeQuestions() {
  const read = (path) => readFile(`src/questions/${path}`, 'utf8');
  const names = (await readdir('src/questions/decks')).sort();
  const decks = await Promise.all(names.map(async (name) => [name, await read(`decks/${name}`)]));
  const texts = { decks: Object.fromEntries(decks), reading: await read('reading.yaml') };
  await writeFile('dist/questions.json.br', await pack(texts));
}

/** Gives CommonJS, such as `ws`, Node's own modules, for which an ES module has no `require`. */
function builtins() {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({ filter: /^[a-z]/ }, ({ kind, path }) =>
        kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('${path}');`,
      }));
    },
  };
}

/**
 * Makes one chunk of all that is loaded later from the same folders, instead of one of each module:
 * hundreds of small files compress badly. Of several groups that a module is in the first counts. Two
 * modules of one group must not export the same name; the build fails if they do.
 *
 * @param {...string[]} groups of folders
 */
function together(...groups) {
  const later = new Map(groups.map((folders) => [folders.join(), new Set()]));
  const groupOf = (path) =>
    groups.find((folders) => folders.some((folder) => path.startsWith(`${folder}/`)))?.join();
  for (const file of globSync('src/**/*.ts').map(slashed)) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(
      /import\(\s*'(\.[^']+)',?\s*\)/g,
    )) {
      const path = posix.join(posix.dirname(file), target);
      later.get(groupOf(path))?.add(path);
    }
  }
  return {
    name: 'together',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, resolveDir, path }) => {
        const file = slashed(relative('.', join(resolveDir, path)));
        const group = groupOf(file);
        if (kind !== 'dynamic-import' || group === undefined) {
          return undefined;
        }
        return later.get(group).has(file)
          ? { path: group, namespace: 'together' }
          : { errors: [{ text: `The import of ${file} was not found when src/ was searched.` }] };
      });
      build.onLoad({ filter: /.*/, namespace: 'together' }, ({ path }) => ({
        contents: [...later.get(path)].map((file) => `export * from './${file}';`).join('\n'),
        resolveDir: '.',
      }));
    },
  };
}

/** A path as it is on every machine: Windows parts it with backslashes. */
function slashed(path) {
  return path.split(sep).join('/');
}
