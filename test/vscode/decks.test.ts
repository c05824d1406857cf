import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import {
  decksFolder,
  good,
  nameDecks,
  problems,
  problemsAre,
  removeDecks,
  writeDeck,
  wrong,
  wrongIs,
} from './deckFiles.ts';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { closeEditors, show, workspaceFolder } from './workspace.ts';

describe('a mistake in a deck of the team', () => {
  afterEach(removeDecks);

  it('is in the Problems panel with its place, until it is mended', async () => {
    const uri = await writeDeck('team.yaml', wrong);
    await problemsAre(uri, wrongIs);
    await writeDeck('team.yaml', good);
    await problemsAre(uri);
  });

  it('is gone when the file is deleted, or the folder that it is in', async () => {
    const [one, two] = [await writeDeck('one.yml', wrong), await writeDeck('two.yaml', '7')];
    await problemsAre(one, wrongIs);
    await rm(one.fsPath);
    await problemsAre(one);
    await problemsAre(two, '1:1-1:2 A deck is a map: write questions: and a list below it.');
    await rm(join(workspaceFolder(), '.interpair'), { recursive: true });
    await problemsAre(two);
  });

  it('goes with the file when that is renamed', async () => {
    const before = await writeDeck('before.yaml', wrong);
    await problemsAre(before, wrongIs);
    const after = join(decksFolder(), 'after.yaml');
    await rename(before.fsPath, after);
    await problemsAre(before);
    await problemsAre(vscode.Uri.file(after), wrongIs);
  });

  it('is told while it is typed, and not when it was never saved', async () => {
    const uri = await writeDeck('typed.yaml', good);
    const editor = await show(await vscode.workspace.openTextDocument(uri));
    assert.equal(editor.document.languageId, 'yaml');
    const line = editor.document.lineAt(5).range;
    await editor.edit((edit) => edit.replace(line, '    techniques: attn'));
    await problemsAre(uri, wrongIs);
    assert.ok(editor.document.isDirty);
    await closeEditors();
    await problemsAre(uri);
  });

  it('is mended by saving, at once', async () => {
    const uri = await writeDeck('saved.yaml', wrong);
    const editor = await show(await vscode.workspace.openTextDocument(uri));
    await problemsAre(uri, wrongIs);
    const line = editor.document.lineAt(5).range;
    await editor.edit((edit) => edit.replace(line, '    techniques: any'));
    await editor.document.save();
    await problemsAre(uri);
  });

  it('may be an id that Interpair or another deck has', async () => {
    const first = await writeDeck('a.yaml', good);
    const second = await writeDeck(
      'b.yaml',
      `${good}${good.replace('questions:\n', '')}`.replace('team.first', 'attention.sink'),
    );
    const attention = await readFile(
      join(extension().extensionPath, 'src', 'questions', 'decks', 'attention.yaml'),
      'utf8',
    );
    const line = attention.split('\n').indexOf('  - id: attention.sink') + 1;
    assert.ok(line > 0);
    await problemsAre(
      second,
      `2:9-2:23 Id "attention.sink" is taken by the question at Interpair's own attention.yaml:${line}: write another.`,
      '8:9-8:19 Id "team.first" is taken by the question at .interpair/questions/a.yaml:2: write another.',
    );
    await problemsAre(first);
  });

  it('may be a check that is no scaffold', async () => {
    const uri = await writeDeck('check.yaml', `${good}    check: probe.linear.transformer\n`);
    await problemsAre(
      uri,
      '8:12-8:36 "check" is "probe.linear.transformer", which is no scaffold: write probe.linear.transformers, or leave it out.',
    );
  });

  it('may be that the file holds no text, is a pipe, or is too large', async () => {
    const utf16 = await writeDeck('a.yaml', Buffer.from('\ufeffquestions:', 'utf16le'));
    const bytes = await writeDeck('b.yaml', Buffer.from([1, 0, 2]));
    const large = await writeDeck('c.yaml', `${good}#${'x'.repeat(2_000_000)}`);
    const pipe = vscode.Uri.file(join(decksFolder(), 'd.yaml'));
    execFileSync('mkfifo', [pipe.fsPath]);
    const last = await writeDeck('e.yaml', wrong);
    await problemsAre(last, wrongIs);
    await problemsAre(utf16, '1:1-1:1 The file is in UTF-16: save it with the encoding UTF-8.');
    await problemsAre(bytes, '1:1-1:1 The file holds no text: write a deck in YAML.');
    await problemsAre(large, '1:1-1:1 The file is larger than 1 MB: split it into decks.');
    await problemsAre(pipe, '1:1-1:1 This is no ordinary file: write a deck in a file of its own.');
  });

  it('is none in a file that is no deck', async () => {
    const other = await writeDeck('notes.md', wrong);
    await mkdir(join(decksFolder(), 'folder.yaml'));
    const deck = await writeDeck('deck.yaml', wrong);
    await problemsAre(deck, wrongIs);
    assert.deepEqual(problems(other), []);
  });
});

describe('the decks that the setting names', () => {
  const messages = hearMessages();
  afterEach(removeDecks);

  it('are files or folders, relative to the workspace folder or absolute', async () => {
    const outside = join(tmpdir(), `interpair-decks-${process.pid}`);
    const file = vscode.Uri.file(join(workspaceFolder(), 'ours.yaml'));
    const inFolder = vscode.Uri.file(join(outside, 'b.yml'));
    try {
      await mkdir(outside);
      await writeFile(file.fsPath, wrong);
      await writeFile(inFolder.fsPath, wrong);
      await nameDecks([7, 'ours.yaml', outside, '']);
      await problemsAre(file, wrongIs);
      await problemsAre(inFolder, wrongIs);
      await writeFile(inFolder.fsPath, good);
      await writeFile(file.fsPath, good);
      await problemsAre(file);
      await problemsAre(
        inFolder,
        '2:9-2:19 Id "team.first" is taken by the question at ours.yaml:2: write another.',
      );
      await nameDecks(undefined);
      await problemsAre(inFolder);
      assert.deepEqual(messages.said, []);
    } finally {
      await rm(outside, { recursive: true, force: true });
      await rm(file.fsPath, { force: true });
    }
  });

  it('are missed once where there are none, and read as soon as there are', async () => {
    const file = vscode.Uri.file(join(workspaceFolder(), 'later.yaml'));
    await nameDecks(['later.yaml']);
    await eventually(() => messages.said.length > 0);
    const other = await writeDeck('other.yaml', wrong);
    await problemsAre(other, wrongIs);
    assert.deepEqual(messages.said, [
      'There is no deck at "later.yaml"; correct the path in interpair.questions.decks, or put one there.',
    ]);
    try {
      await writeFile(file.fsPath, wrong);
      await problemsAre(file, wrongIs);
      await rm(file.fsPath);
      await eventually(() => messages.said.length > 1);
      await problemsAre(file);
    } finally {
      await rm(file.fsPath, { force: true });
    }
  });
});

describe('a question of the team', () => {
  const messages = hearMessages();
  const { showInputBox } = vscode.window;
  useSolo();
  after(removeDecks);
  afterEach(() => {
    Reflect.set(vscode.window, 'showInputBox', showInputBox);
  });

  /** The question on the card, which is what would be asked from the palette. */
  async function card(): Promise<string> {
    let value = '';
    Reflect.set(vscode.window, 'showInputBox', (options: vscode.InputBoxOptions) => {
      value = options.value ?? '';
      return Promise.resolve(undefined);
    });
    await run('askQuestion');
    return value;
  }

  it('comes onto the card, and leaves it with its deck', async () => {
    await startSession();
    const uri = await writeDeck('team.yaml', good);
    await eventually(async () => {
      await run('nextQuestion');
      return (await card()) === 'Is this one of ours?';
    });
    await writeDeck('team.yaml', good.replace('ours', 'yours'));
    await eventually(async () => (await card()) === 'Is this one of yours?');
    await rm(uri.fsPath);
    await eventually(async () => !(await card()).startsWith('Is this one of'));
    assert.notEqual(await card(), '');
    messages.press = 'End now';
    await run('endSession');
  });
});

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('interpair.interpair');
  assert.ok(found);
  return found;
}
