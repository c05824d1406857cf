import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './command.ts';
import { closeEditors, showFile, showUntitled } from './workspace.ts';

const attention = 'attention.patterns.transformers';

const document = `"""Notes on heads."""
import torch
from transformers import AutoModel


net = AutoModel.from_pretrained("tiny", attn_implementation="eager")
tok = load_tokenizer(net)
prompt = "a b c"
|
print("done")
`;

async function insert(id = attention): Promise<void> {
  await run('insertScaffold', id);
}

describe('inserting a scaffold', () => {
  afterEach(closeEditors);

  it('uses the names of the document', async () => {
    const editor = await showFile('names.py', document);
    await insert();
    assert.match(editor.document.getText(), /attention_patterns\(net, tok, prompt\)/);
    assert.doesNotMatch(editor.document.getText(), /from_pretrained\("bert/);
  });

  it('knows what a module of the project gives, also one that is not saved', async () => {
    const own = await showFile('own_models.py', 'x = 1\n|');
    await own.edit((edit) =>
      edit.insert(
        own.selection.active,
        'from transformers import AutoModel\ndef load():\n    return AutoModel.from_pretrained("x")\n',
      ),
    );
    assert.ok(own.document.isDirty);
    const editor = await showFile('imported.py', 'from own_models import load\na = load()\n|');
    await insert();
    assert.match(editor.document.getText(), /attention_patterns\(a, tokenizer, text\)/);
  });

  it('puts what is missing with the imports at the top', async () => {
    const editor = await showFile('imports.py', document);
    await insert();
    const lines = editor.document.getText().split('\n');
    assert.deepEqual(
      lines.filter((line) => /^(?:import|from) /.test(line)),
      ['import torch', 'from transformers import AutoModel', 'import matplotlib.pyplot as plt'],
    );
    assert.ok(
      lines.indexOf('import matplotlib.pyplot as plt') <
        lines.findIndex((line) => line.startsWith('net =')),
    );
  });

  it('adds names to an import that is there', async () => {
    const editor = await showFile('merged.py', 'from transformers import AutoModel\n\nx = 1\n');
    await insert();
    assert.match(editor.document.getText(), /^from transformers import AutoModel, AutoTokenizer$/m);
  });

  it('leaves what was there before it and after it', async () => {
    const editor = await showFile('around.py', document);
    const kept = editor.document
      .getText()
      .split('\n')
      .filter((line) => line !== '');
    await insert();
    const now = editor.document.getText().split('\n');
    assert.deepEqual(
      now.filter((line) => kept.includes(line)),
      kept,
    );
  });

  it('is taken back whole by one undo', async () => {
    const editor = await showFile('undone.py', document);
    const before = editor.document.getText();
    await insert();
    assert.notEqual(editor.document.getText(), before);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    await vscode.commands.executeCommand('redo');
    assert.match(editor.document.getText(), /attention_patterns\(net, tok, prompt\)/);
  });

  it('keeps the line ends of the document', async () => {
    const editor = await showFile('windows.py', document.replaceAll('\n', '\r\n'));
    await insert();
    assert.match(editor.document.getText(), /attention_patterns\(net, tok, prompt\)\r\n/);
    assert.doesNotMatch(editor.document.getText(), /[^\r]\n/);
  });

  it('links the places where a name stands, so that typing it once is enough', async () => {
    const editor = await showFile('linked.py', '');
    await insert();
    assert.equal(editor.document.getText(editor.selection), 'model');
    assert.ok(editor.selections.length > 1);
    await vscode.commands.executeCommand('type', { text: 'lens' });
    assert.match(editor.document.getText(), /^lens = AutoModel\.from_pretrained/m);
    assert.match(editor.document.getText(), /attention_patterns\(lens, tokenizer, text\)/);
    assert.doesNotMatch(editor.document.getText(), /^model = /m);
  });

  it('goes into a Python document that was never saved', async () => {
    const editor = await showUntitled('python', document);
    await insert();
    assert.match(editor.document.getText(), /attention_patterns\(net, tok, prompt\)/);
  });

  it('makes an empty document without a language a Python one', async () => {
    const { document: blank } = await showUntitled('plaintext', '');
    await insert();
    assert.equal(blank.languageId, 'python');
    assert.match(blank.getText(), /^attention, tokens = attention_patterns/m);
  });

  for (const id of ['gradient.saliency.torch', 'probe.linear.transformers']) {
    it(`works for ${id}`, async () => {
      const editor = await showFile(`${id}.py`, 'import torch\n');
      await insert(id);
      assert.ok(editor.document.lineCount > 20);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), 'import torch\n');
    });
  }
});
