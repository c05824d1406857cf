import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The layers of the architecture: each may import from those listed and from itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  util: [],
  core: ['util'],
  protocol: ['core', 'util'],
  log: ['core', 'protocol', 'util'],
  scaffolds: ['util'],
  questions: ['core', 'util'],
  platform: ['core', 'protocol', 'log', 'scaffolds', 'questions', 'util'],
  features: ['platform', 'core', 'protocol', 'questions', 'scaffolds', 'util'],
  media: ['core', 'protocol', 'util'],
};

const mayImportVscode = ['platform', 'features', 'extension.ts'];
const pure = ['core', 'util'];

interface Import {
  readonly from: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
}

interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  /** The folder under `src`, `media`, or `extension.ts`. */
  readonly layer: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const [top = '', second = ''] = path.split('/');
  return { path, layer: top === 'src' ? second : top, code, imports: importsOf(code) };
}

function importsOf(code: string): Import[] {
  const still = code.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  );
  const lazy = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...still].map(([, type, from = '']) => ({
      from,
      isType: type !== undefined,
      isLazy: false,
    })),
    ...[...lazy].map(([, from = '']) => ({ from, isType: false, isLazy: true })),
  ];
}

/** The file that a relative import names, relative to the repository. */
function target(file: SourceFile, { from }: Import): string {
  return relative(root, join(root, dirname(file.path), from))
    .split(sep)
    .join('/');
}

const files = ['src', 'media'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`${folder}/${name.split(sep).join('/')}`)),
);

describe('the layers', () => {
  it('are found', () => {
    assert.ok(files.length > 50);
    assert.ok(files.flatMap(({ imports }) => imports).length > 100);
  });

  for (const [layer, allowed] of Object.entries(layers)) {
    it(`${layer} imports only ${['itself', ...allowed].join(', ')}`, () => {
      for (const file of files.filter((one) => one.layer === layer)) {
        for (const one of file.imports.filter(({ from }) => from.startsWith('.'))) {
          const { layer: other } = describeTarget(target(file, one));
          assert.ok([layer, ...allowed].includes(other), `${file.path} imports ${one.from}`);
        }
      }
    });
  }

  it('every folder is one of them', () => {
    const folders = new Set(files.map(({ layer }) => layer));
    folders.delete('extension.ts');
    assert.deepEqual(
      [...folders].filter((folder) => !(folder in layers)),
      [],
    );
  });

  it('features do not import each other', () => {
    for (const file of files.filter(({ layer }) => layer === 'features')) {
      const feature = file.path.split('/').slice(0, 3).join('/');
      for (const one of file.imports.filter(({ from }) => from.startsWith('.'))) {
        const path = target(file, one);
        const isOther = path.startsWith('src/features/') && !path.startsWith(`${feature}/`);
        assert.ok(!isOther, `${file.path} imports ${one.from}`);
      }
    }
  });

  it('only the platform, the features and the composition root know VS Code', () => {
    for (const file of files.filter(({ layer }) => !mayImportVscode.includes(layer))) {
      assert.ok(!file.imports.some(({ from }) => from === 'vscode'), file.path);
    }
  });

  it('core and util import no package and nothing of Node', () => {
    for (const file of files.filter(({ layer }) => pure.includes(layer))) {
      const foreign = file.imports.filter(({ from }) => !from.startsWith('.'));
      assert.deepEqual(foreign, [], file.path);
    }
  });

  it('core reads no clock, draws no random number and waits for nothing', () => {
    const impure =
      /\bDate\b|Math\.random|\bset(Timeout|Interval|Immediate)\b|\bperformance\b|\bprocess\b|\bcrypto\b|\bawait\b|\bPromise\b|\bglobalThis\b|\brequire\b/;
    for (const file of files.filter(({ layer }) => layer === 'core')) {
      assert.doesNotMatch(file.code, impure, file.path);
    }
  });

  it('the composition root is under 120 lines', () => {
    assert.ok(readFileSync(join(root, 'src/extension.ts'), 'utf8').split('\n').length <= 120);
  });

  it('activation loads no socket, no YAML and no Python parser', () => {
    assert.notDeepEqual(pathTo('vscode'), [], 'nothing is followed');
    for (const name of ['ws', 'yaml', '@lezer/python']) {
      assert.deepEqual(pathTo(name), [], `${name} is loaded at activation`);
    }
  });

  it("only types are taken of Live Share's package", () => {
    const taken = files.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => /^vsls\b/.test(from)).map((one) => ({ path, ...one })),
    );
    assert.ok(taken.length > 0, 'imports are found');
    assert.deepEqual(
      taken.filter(({ isType }) => !isType),
      [],
    );
  });

  it('only sockets, on either side, know the socket library', () => {
    for (const { path, imports } of files) {
      const loads = imports.some(({ from, isType }) => from === 'ws' && !isType);
      assert.ok(!loads || /^src\/log\/(server|remote)\//.test(path), path);
    }
  });
});

function describeTarget(path: string): { readonly layer: string } {
  assert.ok(existsSync(join(root, path)), `${path} is not there`);
  const [top = '', second = ''] = path.split('/');
  return { layer: top === 'src' ? second : top };
}

/** How a package is reached from the composition root at activation; empty if it is not. */
function pathTo(name: string): string[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const queue = [['src/extension.ts']];
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const file = known.get(path.at(-1) ?? '');
    for (const one of file?.imports.filter(({ isType, isLazy }) => !isType && !isLazy) ?? []) {
      if (one.from === name) {
        return [...path, name];
      }
      const next = file && one.from.startsWith('.') ? target(file, one) : '';
      if (!seen.has(next)) {
        seen.add(next);
        queue.push([...path, next]);
      }
    }
  }
  return [];
}
