import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { LockMemory } from '../../src/features/lock/lockMemory.ts';
import { ReadOnlyEditors } from '../../src/features/lock/readOnlyEditors.ts';
import { eventually } from './eventually.ts';
import { Memory } from './memory.ts';
import { closeEditors, show, showFile, showUntitled, workspaceFolder } from './workspace.ts';

const press = (text: string) => vscode.commands.executeCommand('type', { text });
const inFront = (command: string) =>
  vscode.commands.executeCommand(`workbench.action.files.${command}`);

/** VS Code saves nothing, unless it may: which it tells. */
const isReadOnly = async (document: vscode.TextDocument | vscode.NotebookDocument) =>
  !(await document.save());

const locked = (document: vscode.TextDocument | vscode.NotebookDocument) =>
  eventually(() => isReadOnly(document));
const givenBack = (document: vscode.TextDocument | vscode.NotebookDocument) =>
  eventually(async () => !(await isReadOnly(document)));

describe('read-only editors', () => {
  const failures: unknown[] = [];
  const log = { note: (_doing: string, error: unknown) => failures.push(error) };
  let state: Memory;
  let editors: ReadOnlyEditors;

  beforeEach(() => {
    state = new Memory();
    editors = new ReadOnlyEditors(new LockMemory(state), log);
  });

  afterEach(async () => {
    editors.set(false);
    await eventually(() => new LockMemory(state).isEmpty);
    editors.dispose();
    await closeEditors();
    assert.deepEqual(failures.splice(0), []);
  });

  it('take no typing while they are so, and take it afterwards', async () => {
    const { document } = await showFile('drivenElsewhere.py', 'x = 1\n');
    editors.set(true);
    await locked(document);
    await press('y');
    assert.equal(document.getText(), 'x = 1\n');
    editors.set(false);
    await givenBack(document);
    await press('y');
    assert.equal(document.getText(), 'x = 1\ny');
  });

  it('are also those that are opened later, and those that are come back to', async () => {
    editors.set(true);
    const { document: first } = await showFile('first.py', '1\n');
    await locked(first);
    const { document: second } = await showFile('second.py', '2\n');
    await locked(second);
    editors.set(false);
    await givenBack(second);
    await show(first);
    await givenBack(first);
  });

  it('are all that show the same file, beside each other too', async () => {
    const { document } = await showFile('beside.py', 'x = 1\n');
    editors.set(true);
    await locked(document);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    await press('y');
    assert.equal(document.getText(), 'x = 1\n');
    editors.set(false);
    await givenBack(document);
  });

  it('are those of notebooks', async () => {
    const path = join(workspaceFolder(), 'lock.ipynb');
    const cell = { cell_type: 'code', metadata: {}, outputs: [], source: ['x = 1'] };
    await writeFile(
      path,
      JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
    await vscode.window.showNotebookDocument(notebook);
    editors.set(true);
    await locked(notebook);
    editors.set(false);
    await givenBack(notebook);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are not those of notes that were never saved, nor of what Interpair keeps', async () => {
    editors.set(true);
    const { document: note } = await showUntitled('plaintext', '');
    await vscode.workspace.fs.createDirectory(
      vscode.Uri.file(join(workspaceFolder(), '.interpair', 'questions')),
    );
    const { document: deck } = await showFile('.interpair/questions/lock.yaml', '# deck\n');
    const { document: code } = await showFile('code.py', 'x = 1\n');
    // By now whatever would have been locked on the way is.
    await locked(code);
    assert.equal(await isReadOnly(deck), false);
    await show(note);
    await press('idea');
    assert.equal(note.getText(), 'idea');
    editors.set(false);
    await show(code);
    await givenBack(code);
  });

  it('leave unsaved changes to be saved first', async () => {
    const { document } = await showFile('unsaved.py', 'x = 1\n');
    await press('y');
    editors.set(true);
    const { document: other } = await showFile('other.py', '1\n');
    await locked(other);
    await show(document, document.getText().length);
    await press('z');
    assert.equal(document.getText(), 'x = 1\nyz');
    assert.ok(await document.save());
    await locked(document);
    editors.set(false);
    await givenBack(document);
    await show(other);
    await givenBack(other);
  });

  it('stay writable where the person made them so, until someone else drives again', async () => {
    const { document } = await showFile('mine.py', 'x = 1\n');
    editors.set(true);
    await locked(document);
    await inFront('setActiveEditorWriteableInSession');
    await press('y');
    assert.ok(await document.save());
    const { document: other } = await showFile('away.py', '1\n');
    await locked(other);
    await show(document, document.getText().length);
    await press('z');
    assert.equal(document.getText(), 'x = 1\nyz');
    assert.ok(await document.save());
    editors.set(false);
    editors.set(true);
    await locked(document);
    editors.set(false);
    await givenBack(document);
    await show(other);
    await givenBack(other);
  });

  it('stay read-only where the person made them so before', async () => {
    const { document } = await showFile('theirs.py', 'x = 1\n');
    await inFront('setActiveEditorReadonlyInSession');
    editors.set(true);
    const { document: other } = await showFile('beyond.py', '1\n');
    await locked(other);
    await show(document);
    editors.set(false);
    await show(other);
    await givenBack(other);
    await show(document);
    assert.ok(await isReadOnly(document));
    await inFront('resetActiveEditorReadonlyInSession');
  });

  it('are given back by the extension host that comes next', async () => {
    const { document } = await showFile('crash.py', 'x = 1\n');
    editors.set(true);
    await locked(document);
    editors.dispose();
    editors = new ReadOnlyEditors(new LockMemory(state), log);
    editors.set(false);
    await givenBack(document);
  });

  it('lose no change that comes from elsewhere, whether in front or behind', async () => {
    const { document: behind } = await showFile('behind.py', 'old = 1\n');
    editors.set(true);
    await locked(behind);
    await change(behind, 'meanwhile = 1\n');
    const { document: front } = await showFile('front.py', 'new = 1\n');
    await locked(front);
    await change(front, 'meanwhile = 2\n');
    assert.equal(front.isDirty, false);
    editors.set(false);
    await eventually(() => front.isDirty);
    assert.equal(front.getText(), 'meanwhile = 2\nnew = 1\n');
    await change(behind, 'renamed = 1\n');
    await eventually(() => behind.isDirty);
    await eventually(() => vscode.window.activeTextEditor?.document === front);
    assert.ok(await behind.save());
    assert.ok(await front.save());
  });

  it('are not taken for changed when a file is written by others', async () => {
    const { document } = await showFile('partner.py', 'x = 1\n');
    editors.set(true);
    await locked(document);
    await writeFile(document.uri.fsPath, 'x = 2\n');
    await eventually(() => document.getText() === 'x = 2\n');
    editors.set(false);
    await givenBack(document);
    assert.equal(document.isDirty, false);
  });
});

/** As a renaming in many files does. */
async function change(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
