import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { placeInFront } from '../../src/platform/code/places.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { closeEditors, showFile, showUntitled, workspaceFolder } from './workspace.ts';

const code = 'import torch\nheads = torch.rand(4)\nprint(heads)\n';
const place = { path: 'there.py', line: 2, text: 'heads = torch.rand(4)' };

/** The tabs of each group: in italics (a preview) in slashes, unsaved with a star, in front in brackets. */
function layout(): string[] {
  return vscode.window.tabGroups.all.map(({ tabs }) =>
    tabs
      .map(({ label, isPreview, isDirty, isActive }) => {
        const name = `${isPreview ? `/${label}/` : label}${isDirty ? '*' : ''}`;
        return isActive ? `[${name}]` : name;
      })
      .join(' '),
  );
}

async function open(name: string, options: vscode.TextDocumentShowOptions): Promise<void> {
  const uri = vscode.Uri.file(join(workspaceFolder(), name));
  await vscode.window.showTextDocument(uri, options);
}

describe('going to a place in the code', () => {
  const { One, Two } = vscode.ViewColumn;

  before(async () => {
    for (const name of ['there.py', 'kept.py', 'draft.py', 'peek.py']) {
      await writeFile(join(workspaceFolder(), name), code);
    }
  });

  afterEach(closeEditors);

  /** Two groups: a file that is pinned, one that is dirty, and one that is only looked at. */
  async function arrange(): Promise<void> {
    await open('kept.py', { viewColumn: One, preview: false });
    await open('draft.py', { viewColumn: Two, preview: false });
    await vscode.window.activeTextEditor?.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), '# half a thought\n'),
    );
    await open('peek.py', { viewColumn: Two, preview: true });
  }

  /** Where one is by now. */
  async function arrived(column: vscode.ViewColumn): Promise<void> {
    await eventually(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/there.py'));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.viewColumn, column);
    assert.equal(editor.selection.active.line, 1);
  }

  it('opens a file beside what is open in the active group, in the stead of nothing', async () => {
    await arrange();
    await run('openPlace', place);
    await arrived(Two);
    await eventually(() => layout().join('|') === '[kept.py]|draft.py* /peek.py/ [there.py]');
  });

  it('goes to the group that has the file already, also behind another', async () => {
    await open('there.py', { viewColumn: One, preview: false });
    await arrange();
    await run('openPlace', place);
    await arrived(One);
    await eventually(() => layout().join('|') === '[there.py] kept.py|draft.py* [/peek.py/]');
  });

  it('stays in the active group where that has the file too', async () => {
    await open('there.py', { viewColumn: One, preview: false });
    await open('there.py', { viewColumn: Two, preview: false });
    await open('kept.py', { viewColumn: Two, preview: false });
    await run('openPlace', place);
    await arrived(Two);
    await eventually(() => layout().join('|') === '[there.py]|[there.py] kept.py');
  });

  it('finds the line in a file that has unsaved changes, and saves nothing', async () => {
    await open('there.py', { viewColumn: One });
    await vscode.window.activeTextEditor?.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), '# above\n# it\n'),
    );
    await open('kept.py', { viewColumn: Two });
    await run('openPlace', place);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 3);
    assert.equal(vscode.window.activeTextEditor.document.isDirty, true);
  });
});

describe('the place of whoever hands over', () => {
  afterEach(closeEditors);

  it('is the line of the cursor, in any file of the folder', async () => {
    await showFile('notes.md', '# Heads\nThey add up.|\n');
    assert.deepEqual(placeInFront(), {
      path: 'notes.md',
      line: 2,
      text: 'They add up.',
      before: '# Heads',
    });
  });

  it('tells nothing of a line that holds a key, nor of a file that is for secrets', async () => {
    await showFile('keys.py', 'import os\ntoken = "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH"|\n');
    assert.deepEqual(placeInFront(), { path: 'keys.py', line: 2, text: '' });
    await showFile('.env', 'A=1\nB=2|\n');
    assert.deepEqual(placeInFront(), { path: '.env', line: 2, text: '' });
  });

  it('is nowhere in what no partner has', async () => {
    await showUntitled('python', 'x = 1');
    assert.equal(placeInFront(), undefined);
    await closeEditors();
    assert.equal(placeInFront(), undefined);
  });

  it('is the selected cell of a notebook', async () => {
    const cells = ['x = 1', 'y = 2'].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
    );
    const path = join(workspaceFolder(), 'front.ipynb');
    const cell = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null };
    const content = { cells: cells.map(({ value: source }) => ({ ...cell, source })) };
    await writeFile(
      path,
      JSON.stringify({ ...content, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
    const selections = [new vscode.NotebookRange(1, 2)];
    await vscode.window.showNotebookDocument(notebook, { selections });
    await eventually(() => placeInFront()?.cell === 2);
    assert.deepEqual(placeInFront(), {
      path: 'front.ipynb',
      cell: 2,
      line: 1,
      text: 'y = 2',
      before: 'x = 1',
    });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
