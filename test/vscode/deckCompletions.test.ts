import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { good, removeDecks, writeDeck } from './deckFiles.ts';
import { show } from './workspace.ts';

describe('the completions in a deck', () => {
  afterEach(removeDecks);

  async function labels(name: string, text: string, line: number): Promise<string[]> {
    const uri = await writeDeck(name, text);
    const { document } = await show(await vscode.workspace.openTextDocument(uri));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      document.lineAt(line - 1).range.end,
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  }

  it('are its phases, its fields and the scaffolds that settle it', async () => {
    const text = `${good.replace('[start, middle, stuck, believe, writeup]', '')}    check: probe.\n`;
    assert.deepEqual((await labels('phase.yaml', text, 5)).slice(0, 2), ['start', 'middle']);
    assert.ok((await labels('check.yaml', text, 8)).includes('probe.linear.transformers'));
    const entry = await labels('entry.yaml', `${good}  - `, 8);
    assert.deepEqual(
      ['New question', 'id', 'text'].filter((label) => !entry.includes(label)),
      [],
    );
  });

  it('are not in other files of YAML', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: 'q' });
    await show(document, 1);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 1),
    );
    assert.deepEqual(
      list.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Property),
      [],
    );
  });
});
