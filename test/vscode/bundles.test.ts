import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
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

/** What goes into the .vsix, as the packager lists it, relative to the root. */
async function packaged(): Promise<readonly string[]> {
  const vsce = join(root(), 'node_modules/@vscode/vsce/vsce');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [vsce, 'ls', '--no-dependencies'],
    {
      cwd: root(),
      // In the desktop application the program is Electron, not Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  return stdout.split(/\r?\n/).filter((path) => path !== '');
}

/** Bytes that a file takes in a ZIP archive: compressed by itself, with its two headers. */
async function sizeInArchive(path: string): Promise<number> {
  const content = await readFile(join(root(), path));
  const headers = 30 + 46 + 2 * Buffer.byteLength(`extension/${path}`);
  return deflateRawSync(content, { level: 9 }).length + headers;
}

describe('the bundles', () => {
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

  it('keep the .vsix under 400 KB, pictures aside', async function () {
    this.timeout(60_000);
    const files = await packaged();
    for (const file of ['dist/extension.js', 'dist/questions.js', 'dist/scaffolds.json.br']) {
      assert.ok(files.includes(file), `${file} is packaged`);
    }
    const sizes = await Promise.all(
      files.filter((file) => !/\.png$/.test(file)).map(sizeInArchive),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total <= 400 * kilobyte, `${total} bytes`);
  });
});
