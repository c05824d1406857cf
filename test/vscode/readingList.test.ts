import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { closeEditors, showFile } from './workspace.ts';

type Pick = vscode.QuickPick<vscode.QuickPickItem>;
type Press = (button: vscode.QuickInputButton) => unknown;

const attention = 'weights = model(**inputs, output_attentions=True).attentions|\n';

describe('the reading list in VS Code', () => {
  const messages = hearMessages();
  const { createQuickPick } = vscode.window;
  const { openExternal } = vscode.env;
  let opened: string[] = [];
  let pick: Pick | undefined;
  let press: Press | undefined;

  // Extensions can't read a quick pick of others, press its buttons, or see a browser.
  before(() => {
    Reflect.set(vscode.window, 'createQuickPick', () => {
      const created: Pick = createQuickPick();
      const { onDidTriggerButton } = created;
      Reflect.set(created, 'onDidTriggerButton', (listener: Press) => {
        press = listener;
        return onDidTriggerButton(listener);
      });
      pick = created;
      return created;
    });
    Reflect.set(vscode.env, 'openExternal', async (uri: vscode.Uri) => {
      opened.push(uri.toString(true));
      return true;
    });
  });

  after(() => {
    Reflect.set(vscode.window, 'createQuickPick', createQuickPick);
    Reflect.set(vscode.env, 'openExternal', openExternal);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await closeEditors();
    [opened, pick, press] = [[], undefined, undefined];
  });

  async function shown(): Promise<Pick> {
    await run('openReadingList');
    assert.deepEqual(messages.said, []);
    assert.ok(pick);
    return pick;
  }

  const separators = ({ items }: Pick) =>
    items
      .filter(({ kind }) => kind === vscode.QuickPickItemKind.Separator)
      .map(({ label }) => label);

  it('begins with the technique around the cursor', async () => {
    await showFile('reading.py', attention);
    const list = await shown();
    const [, first] = list.items;
    assert.deepEqual(separators(list).slice(0, 3), [
      'Attention, at hand',
      'Surveys and books',
      'The rest of the job',
    ]);
    assert.equal(first?.label, 'A Mathematical Framework for Transformer Circuits');
    assert.equal(first?.description, 'Elhage et al., 2021');
    assert.match(first?.detail ?? '', /^Read a head as two circuits/);
  });

  it('is there without a file, for every technique', async () => {
    const list = await shown();
    assert.equal(separators(list)[0], 'Gradient');
    assert.ok(separators(list).includes('Steering'));
    const prompt = list.items.find(({ description }) => description?.startsWith('Feynman'));
    assert.equal(prompt?.description, 'Feynman, 1974: Cargo Cult Science');
    assert.match(prompt.label, /\?$/);
  });

  it('opens what Enter is pressed on, and stays for the next one', async () => {
    await showFile('reading.py', attention);
    const list = await shown();
    const links = [
      'https://transformer-circuits.pub/2021/framework/index.html',
      'https://arxiv.org/abs/1906.04341',
    ];
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return opened.includes(links[0] ?? '');
    });
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return opened.includes(links[1] ?? '');
    });
    assert.deepEqual([...new Set(opened)], links);
    assert.equal(pick, list);
  });

  it('becomes a Markdown document that nobody has saved yet', async () => {
    await showFile('reading.py', attention);
    const [button, ...others] = (await shown()).buttons;
    assert.ok(button && press);
    assert.deepEqual(others, []);
    assert.equal(button.tooltip, 'Save as Markdown');
    press(button);
    const document = await eventually(() => {
      const inFront = vscode.window.activeTextEditor?.document;
      return inFront?.languageId === 'markdown' && inFront;
    });
    assert.ok(document.isUntitled);
    const text = document.getText();
    assert.match(text, /^# Reading list\n\n.*\n\n## Attention, at hand\n\n1\. \[A Mathematical/);
    assert.ok(text.includes('](<https://arxiv.org/abs/1906.04341>), Clark et al., 2019.'));
    assert.ok(text.includes('](<https://www.deeplearningbook.org/>)'));
  });
});
