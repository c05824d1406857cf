import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { run } from './command.ts';
import { hearMessages } from './messages.ts';
import { ReadOnlyFiles } from './readOnlyFiles.ts';
import { closeEditors, show, showFile, showUntitled } from './workspace.ts';

describe('a scaffold that has no sound place', () => {
  const messages = hearMessages();
  afterEach(closeEditors);

  /** Tries to insert, and asserts that nothing changed and that one sentence says why. */
  async function assertRefused(
    document: vscode.TextDocument | undefined,
    sentence: RegExp,
    id = 'attention.patterns.transformers',
  ): Promise<void> {
    const before = document?.getText();
    const version = document?.version;
    await run('insertScaffold', id);
    assert.equal(document?.getText(), before);
    assert.equal(document?.version, version);
    assert.equal(messages.said.length, 1, messages.said.join('\n'));
    assert.match(messages.said[0] ?? '', sentence);
  }

  it('is refused in a document that is not Python', async () => {
    const { document } = await showFile('notes.md', '# Heads\n');
    await assertRefused(document, /^Scaffolds are Python, and this document is markdown; open/);
    assert.equal(document.languageId, 'markdown');
  });

  it('is refused in a plain text that someone has begun', async () => {
    const { document } = await showUntitled('plaintext', 'Dear Grace,\n');
    await assertRefused(document, /^Scaffolds are Python, and this document is plaintext; open/);
  });

  it('is refused where nothing is open', async () => {
    assert.equal(vscode.window.activeTextEditor, undefined);
    await assertRefused(undefined, /^No file is open; open the Python file/);
  });

  it('is refused below a string that is never closed', async () => {
    const { document } = await showFile('open.py', 'x = 1\ntext = """never closed\n|\n');
    await assertRefused(document, /^The string that starts on line 2 is never closed.*close it/);
  });

  it('is refused in a file that may not be written', async () => {
    const editor = await showFile('locked.py', 'x = 1\n');
    await chmod(editor.document.uri.fsPath, 0o444);
    await assertRefused(editor.document, /^This file is read-only; make it writable/);
  });

  it('is refused in a file system that is read-only', async () => {
    const files = vscode.workspace.registerFileSystemProvider(
      'archive',
      new ReadOnlyFiles('x = 1\n'),
      { isReadonly: true },
    );
    try {
      const uri = vscode.Uri.from({ scheme: 'archive', path: '/old.py' });
      const { document } = await show(await vscode.workspace.openTextDocument(uri));
      assert.equal(document.languageId, 'python');
      await assertRefused(document, /^This file is read-only; make it writable/);
    } finally {
      await closeEditors();
      files.dispose();
    }
  });

  it('is refused by a name that nothing has', async () => {
    const { document } = await showFile('unknown.py', 'x = 1\n');
    await assertRefused(document, /^There is no scaffold "a\.b\.c"; pick one/, 'a.b.c');
  });
});
