import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { closeEditors, workspaceFolder } from './workspace.ts';

const attention = 'attention.patterns.transformers';

const code = [
  'import torch\nfrom transformers import AutoModel',
  'net = AutoModel.from_pretrained("tiny", attn_implementation="eager")\ntok = load(net)',
  'prompt = "a b c"',
  'print("below")',
];

async function show(
  cells: readonly string[],
  active: number,
  language = 'python',
): Promise<vscode.NotebookEditor> {
  const data = new vscode.NotebookData(
    cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, language)),
  );
  return showActive(await vscode.workspace.openNotebookDocument('jupyter-notebook', data), active);
}

async function showActive(
  notebook: vscode.NotebookDocument,
  active: number,
): Promise<vscode.NotebookEditor> {
  const selections = [new vscode.NotebookRange(active, active + 1)];
  const editor = await vscode.window.showNotebookDocument(notebook, { selections });
  await eventually(() => vscode.window.activeNotebookEditor === editor);
  await eventually(() => editor.selection.start === Math.min(active, notebook.cellCount));
  return editor;
}

const texts = ({ notebook }: vscode.NotebookEditor): string[] =>
  notebook.getCells().map(({ document }) => document.getText());

async function insert(id = attention): Promise<void> {
  await run('insertScaffold', id);
}

describe('a scaffold in a notebook', () => {
  const messages = hearMessages();
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await closeEditors();
  });

  /** Notebooks that were never saved would ask whether to save them when they are closed. */
  async function discard(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }

  it('is a Markdown cell and a code cell below the active one', async () => {
    const editor = await show(code, 2);
    await insert();
    const cells = editor.notebook.getCells();
    assert.equal(cells.length, 6);
    assert.equal(cells[3]?.kind, vscode.NotebookCellKind.Markup);
    assert.match(cells[3]?.document.getText() ?? '', /^## Attention patterns\n\n/);
    assert.equal(cells[4]?.kind, vscode.NotebookCellKind.Code);
    assert.equal(cells[4]?.document.languageId, 'python');
    assert.deepEqual(
      texts(editor).filter((_, i) => i !== 3 && i !== 4),
      code,
    );
    await discard();
  });

  it('uses the names of the cells above, and imports only what they have not', async () => {
    const editor = await show(code, 2);
    await insert();
    const added = texts(editor)[4] ?? '';
    assert.match(added, /attention_patterns\(net, tok, prompt\)/);
    assert.match(added, /^import matplotlib\.pyplot as plt\n\n\ndef /);
    assert.doesNotMatch(added, /from_pretrained\("bert/);
    await discard();
  });

  it('selects the new code cell', async () => {
    const editor = await show(code, 2);
    await insert();
    await eventually(() => editor.selection.start === 4);
    await discard();
  });

  it('is taken back whole by one undo', async () => {
    const editor = await show(code, 2);
    await insert();
    assert.equal(editor.notebook.cellCount, 6);
    await vscode.commands.executeCommand('undo');
    await eventually(() => editor.notebook.cellCount === 4);
    assert.deepEqual(texts(editor), code);
    await discard();
  });

  it('brings its examples into an empty notebook', async () => {
    const editor = await show([], 0);
    await insert();
    assert.match(texts(editor)[1] ?? '', /\nmodel = AutoModel\.from_pretrained\("bert/);
    await discard();
  });

  it('does not write again what an earlier cell brought, and offers its check at once', async () => {
    const editor = await show(code, 2);
    await insert('gradient.saliency.torch');
    await eventually(() => editor.selection.start === 4);
    await run('insertSanityCheck');
    const [, , , , , heading = '', check = ''] = texts(editor);
    assert.match(heading, /^## Cascading parameter randomisation\n/);
    assert.match(check, /def cascading_randomisation\(/);
    assert.doesNotMatch(check, /def saliency_map\(/);
    await discard();
  });

  it('goes into a notebook on disk, which keeps it', async () => {
    const path = join(workspaceFolder(), 'heads.ipynb');
    const cell = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null };
    const content = {
      cells: code.map((source) => ({ ...cell, source })),
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    await writeFile(path, JSON.stringify(content));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
    const editor = await showActive(notebook, 3);
    await insert();
    assert.match(texts(editor)[5] ?? '', /attention_patterns\(net, tok, prompt\)/);
    assert.ok(await notebook.save());
    assert.equal(notebook.isDirty, false);
  });

  it('is refused in a notebook of another language, with one sentence', async () => {
    const editor = await show(['x <- 1'], 0, 'r');
    await insert();
    assert.equal(editor.notebook.cellCount, 1);
    assert.match(messages.said.join('\n'), /^Scaffolds are Python, and the cells of this notebook/);
    await discard();
  });
});
