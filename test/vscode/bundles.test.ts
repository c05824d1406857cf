import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

const kilobyte = 1000;

function dist(): string {
  const extension = vscode.extensions.getExtension('interpair.interpair');
  assert.ok(extension);
  return join(extension.extensionPath, 'dist');
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
});
