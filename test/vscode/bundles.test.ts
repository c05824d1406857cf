import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import * as vscode from 'vscode';

const kilobyte = 1000;

function root(): string {
  const extension = vscode.extensions.getExtension('interpair.interpair');
  assert.ok(extension);
  return extension.extensionPath;
}

function dist(): string {
  return join(root(), 'dist');
}

/** The sizes of a bundle and of all that it imports at once, in bytes, by path. */
async function loadedAtOnce(file: string, sizes = new Map<string, number>()) {
  if (!sizes.has(file)) {
    const text = await readFile(file, 'utf8');
    sizes.set(file, (await stat(file)).size);
    for (const [, path] of text.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)"/g)) {
      await loadedAtOnce(join(file, '..', path ?? ''), sizes);
    }
  }
  return sizes;
}

/** What goes into the .vsix, relative to the root: .vscodeignore leaves out all but what it names. */
async function packaged(): Promise<readonly string[]> {
  const [everything, ...lines] = (await readFile(join(root(), '.vscodeignore'), 'utf8'))
    .trim()
    .split(/\r?\n/);
  assert.equal(everything, '**');
  return lines.flatMap((line) => {
    assert.match(line, /^!/, 'a list of what is let in, and nothing else');
    return globSync(line.slice(1), { cwd: root() });
  });
}

/** Bytes that a file takes in a ZIP archive: compressed by itself, with its two headers. */
async function sizeInArchive(path: string): Promise<number> {
  const content = await readFile(join(root(), path));
  const headers = 30 + 46 + 2 * Buffer.byteLength(`extension/${path}`);
  return deflateRawSync(content, { level: 9 }).length + headers;
}

/** The files that went into a bundle, by its source map. */
async function inputsOf(map: string): Promise<readonly string[]> {
  const read: unknown = JSON.parse(await readFile(join(dist(), map), 'utf8'));
  return v.parse(v.object({ sources: v.array(v.string()) }), read).sources;
}

describe('the bundles', () => {
  it('can be loaded by VS Code, each of them', async () => {
    const chunks = globSync('chunks/*.js', { cwd: dist() });
    assert.ok(chunks.length > 10, 'chunks are found');
    for (const chunk of chunks) {
      await import(pathToFileURL(join(dist(), chunk)).href);
    }
  });

  it("hold nothing of Live Share's package, nor of what that needs", async () => {
    const maps = globSync('**/*.js.map', { cwd: dist() });
    const inputs = await Promise.all(maps.map(inputsOf));
    const all = inputs.flat();
    assert.ok(
      all.some((input) => input.endsWith('src/platform/sharing/liveShare.ts')),
      'inputs are found',
    );
    assert.deepEqual(
      all.filter((input) => /node_modules\/(vsls|@microsoft)\//.test(input)),
      [],
    );
  });

  it('keep what activation loads under 100 KB', async () => {
    const sizes = await loadedAtOnce(join(dist(), 'extension.js'));
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(sizes.size > 1, 'the chunks that activation loads are counted');
    assert.ok(total <= 100 * kilobyte, `${total} bytes`);
  });

  it('keep the question panel under 80 KB', async () => {
    const { size } = await stat(join(dist(), 'questions.js'));
    assert.ok(size <= 80 * kilobyte, `${size} bytes`);
  });

  it('keep the .vsix under 400 KB, pictures aside', async () => {
    const files = await packaged();
    for (const file of [
      'dist/extension.js',
      'dist/questions.js',
      'dist/scaffolds.json.br',
      'dist/questions.json.br',
      'dist/deck.schema.json',
    ]) {
      assert.ok(files.includes(file), `${file} is packaged`);
    }
    const sizes = await Promise.all(
      files.filter((file) => !/\.png$/.test(file)).map(sizeInArchive),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total <= 400 * kilobyte, `${total} bytes`);
  });
});
