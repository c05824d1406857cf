import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { closeEditors, showFile, showUntitled } from './workspace.ts';

const saliency = 'gradient.saliency.torch';

const document = `import torch
from torch import nn

net = nn.Linear(2, 3)
img = torch.rand(1, 3, 8, 8)
`;

async function completions(editor: vscode.TextEditor): Promise<readonly vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    editor.selection.active,
  );
  return list.items.filter(({ label }) => String(label).startsWith('Interpair: '));
}

async function lenses({ document: { uri } }: vscode.TextEditor): Promise<vscode.CodeLens[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return found.filter(({ command }) => command?.command.startsWith('interpair.'));
}

describe('a scaffold among the completions', () => {
  afterEach(closeEditors);

  it('is offered for the start of a word of its title, the document’s framework first', async () => {
    const editor = await showFile('typed.py', `${document}salie|\n`);
    const [first] = await completions(editor);
    assert.equal(first?.label, 'Interpair: Gradient saliency (torch)');
  });

  it('is offered for the framework that a module of the project uses', async () => {
    const text = 'from words import load_model\n\na, b = load_model()\nattention pat|\n';
    const labels = (await completions(await showFile('own.py', text))).map(({ label }) => label);
    assert.equal(labels[0], 'Interpair: Attention patterns (transformers)');
    assert.ok(labels.includes('Interpair: Attention patterns (keras)'));
  });

  it('is offered for two words', async () => {
    const editor = await showFile('two.py', `${document}attention pat|\n`);
    const labels = (await completions(editor)).map(({ label }) => String(label));
    assert.ok(labels.includes('Interpair: Attention patterns (transformers)'), labels.join());
  });

  it('is not offered in code, in a string or for anything else', async () => {
    for (const [name, text] of [
      ['code.py', 'x = saliency|\n'],
      ['string.py', '"""\nsaliency|\n"""\n'],
      ['call.py', 'f(\n    saliency|\n)\n'],
      ['other.py', 'counter|\n'],
    ] as const) {
      assert.deepEqual(await completions(await showFile(name, text)), [], name);
    }
  });

  it('takes the place of what was typed, and one undo brings it back', async () => {
    const editor = await showFile('accepted.py', document);
    await vscode.commands.executeCommand('type', { text: 'saliency' });
    const before = editor.document.getText();
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually(async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return editor.document.getText().includes('def saliency_map');
    });
    const after = editor.document.getText();
    assert.doesNotMatch(after, /^saliency$/m);
    assert.match(after, /^saliency, target, logit = saliency_map\(net, img\)$/m);
    assert.match(after, /^import matplotlib\.pyplot as plt$/m);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  it('has the indentation of its place', async () => {
    const editor = await showFile('indented.py', 'def look(model, image):\n    x = 1\n    |\n');
    await vscode.commands.executeCommand('type', { text: 'saliency' });
    const items = await completions(editor);
    const item = items.find(({ label }) => label === 'Interpair: Gradient saliency (torch)');
    assert.ok(item?.command);
    await vscode.commands.executeCommand(item.command.command, ...(item.command.arguments ?? []));
    assert.match(
      editor.document.getText(),
      /\n {4}saliency, target, logit = saliency_map\(model, image\)\n/,
    );
    assert.doesNotMatch(editor.document.getText(), /^ *saliency$/m);
  });
});

describe('the links at the title of a scaffold', () => {
  afterEach(closeEditors);

  it('insert its sanity check below it, wherever the cursor is', async () => {
    const editor = await showFile('lens.py', `# %% Load\n${document}`);
    await run('insertScaffold', saliency);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, '\n# %% Mine\nown = 3\n'));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const [check, questions, ...others] = await lenses(editor);
    assert.deepEqual(others, []);
    assert.equal(check?.command?.title, 'Insert its sanity check');
    assert.equal(questions?.command?.title, 'Questions for this');
    const title = editor.document.lineAt(check.range.start.line).text;
    assert.equal(title, '# %% Gradient saliency');
    await vscode.commands.executeCommand(check.command.command, ...(check.command.arguments ?? []));
    const text = editor.document.getText();
    const order = ['# %% Gradient saliency', '# %% Cascading parameter', '# %% Mine'];
    const places = order.map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(!places.includes(-1));
    await vscode.commands.executeCommand(questions.command.command);
  });

  it('leave out the check where it stands already', async () => {
    const editor = await showFile('checked.py', document);
    await run('insertScaffold', saliency);
    await vscode.commands.executeCommand(
      'interpair.insertScaffold',
      'gradient.randomisation.torch',
    );
    const titles = (await lenses(editor)).map(({ command }) => command?.title);
    assert.deepEqual(titles, ['Questions for this', 'Questions for this']);
  });

  it('are in no file without a scaffold', async () => {
    assert.deepEqual(await lenses(await showFile('none.py', document)), []);
    assert.deepEqual(await lenses(await showUntitled('python', '# %% Gradient saliencies\n')), []);
  });
});

describe('a sanity check', () => {
  afterEach(closeEditors);

  it('is offered first at the end of the file below it', async () => {
    const editor = await showFile('end.py', document);
    await run('insertScaffold', saliency);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    await run('insertSanityCheck');
    assert.match(editor.document.getText(), /def randomise\(/);
  });

  it('of the scaffold at the cursor is inserted at once', async () => {
    const editor = await showFile('at.py', document);
    await run('insertScaffold', saliency);
    await run('insertSanityCheck');
    assert.match(editor.document.getText(), /^# Cascading parameter randomisation$/m);
  });

  it('that a question names is inserted for the framework of the file', async () => {
    const text = 'from nnsight import LanguageModel\n\nlm = LanguageModel("gpt2")\n';
    for (const named of ['attention.value-norm', 'attention.value-norm.transformers']) {
      const editor = await showFile(`${named}.py`, text);
      await run('insertSanityCheck', named);
      assert.match(editor.document.getText(), /def traced_value_norms\(model/);
      await closeEditors();
    }
  });
});

describe('a selection', () => {
  afterEach(closeEditors);

  it('of a name prefers it, and stays', async () => {
    const text = `${document}big = nn.Linear(2, 3)\n`;
    const editor = await showFile('selected.py', text);
    const start = editor.document.positionAt(text.indexOf('net'));
    editor.selection = new vscode.Selection(start, start.translate(0, 3));
    await run('insertScaffold', saliency);
    assert.match(editor.document.getText(), /^net = nn\.Linear\(2, 3\)$/m);
    // Below the statement of the selection, where the image is not there yet.
    assert.match(editor.document.getText(), /saliency_map\(net, image\)/);
  });

  it('of lines is not replaced: the scaffold goes below them', async () => {
    const editor = await showFile('lines.py', `${document}last = 1\n`);
    editor.selection = new vscode.Selection(3, 0, 5, 0);
    await run('insertScaffold', saliency);
    const text = editor.document.getText();
    assert.match(text, /^img = torch\.rand\(1, 3, 8, 8\)\n\n\n# Gradient saliency$/m);
    assert.match(text, /saliency_map\(net, img\)/);
    assert.match(text, /\nlast = 1\n$/);
  });

  it('in a file with Windows line ends is read the same', async () => {
    const editor = await showFile('windows2.py', `${document}last = 1\n`.replaceAll('\n', '\r\n'));
    editor.selection = new vscode.Selection(3, 0, 5, 0);
    await run('insertScaffold', saliency);
    assert.match(editor.document.getText(), /\r\nimg = .*\r\n\r\n\r\n# Gradient saliency\r\n/);
    assert.doesNotMatch(editor.document.getText(), /[^\r]\n/);
  });
});
