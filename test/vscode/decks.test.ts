import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { hearMessages } from './messages.ts';
import { ReadOnlyFiles } from './readOnlyFiles.ts';
import { closeEditors, configure, show, workspaceFolder } from './workspace.ts';

const good = `questions:
  - id: team.first
    text: Is this one of ours?
    why: It is in no deck of Interpair.
    phase: [start, middle, stuck, believe, writeup]
    techniques: any
    source: practice
`;
const wrong = good.replace('any', 'attn');
const wrongIs =
  '6:17-6:21 "techniques" is "attn": write one of any, gradient, attention, probe, activation, patching, lens, features, steering, remote.';

function decks(): string {
  return join(workspaceFolder(), '.interpair', 'questions');
}

async function write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const path = join(decks(), name);
  await mkdir(decks(), { recursive: true });
  await writeFile(path, content);
  return vscode.Uri.file(path);
}

/** What the Problems panel says of a file, with lines and columns as an editor counts them. */
function problems(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Interpair')
    .map(({ range: { start, end }, message }) => {
      const at = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
      return `${at} ${message}`;
    });
}

async function problemsAre(uri: vscode.Uri, ...expected: readonly string[]): Promise<void> {
  await eventually(() => problems(uri).join('\n') === expected.join('\n'));
}

async function nameDecks(entries: readonly unknown[] | undefined): Promise<void> {
  await configure('questions.decks', entries);
}

/**
 * Tells the extension something else about the workspace than what is so: opening another folder would
 * end the tests.
 */
function pretend(name: 'workspaceFolders' | 'isTrusted', value: unknown): void {
  const real = pretended.get(name) ?? Object.getOwnPropertyDescriptor(vscode.workspace, name);
  pretended.set(name, real ?? {});
  Reflect.defineProperty(vscode.workspace, name, { configurable: true, get: () => value });
}
const pretended = new Map<string, PropertyDescriptor>();

function stopPretending(): void {
  for (const [name, real] of pretended) {
    Reflect.defineProperty(vscode.workspace, name, real);
  }
  pretended.clear();
}

async function cleanUp(): Promise<void> {
  await closeEditors();
  await nameDecks(undefined);
  await rm(decks(), { recursive: true, force: true });
  await eventually(() =>
    vscode.languages.getDiagnostics().every(([uri]) => problems(uri).length === 0),
  );
}

describe('a mistake in a deck of the team', () => {
  afterEach(cleanUp);

  it('is in the Problems panel with its place, until it is mended', async () => {
    const uri = await write('team.yaml', wrong);
    await problemsAre(uri, wrongIs);
    await write('team.yaml', good);
    await problemsAre(uri);
  });

  it('is gone when the file is deleted, or the folder that it is in', async () => {
    const [one, two] = [await write('one.yml', wrong), await write('two.yaml', '7')];
    await problemsAre(one, wrongIs);
    await rm(one.fsPath);
    await problemsAre(one);
    await problemsAre(two, '1:1-1:2 A deck is a map: write questions: and a list below it.');
    await rm(join(workspaceFolder(), '.interpair'), { recursive: true });
    await problemsAre(two);
  });

  it('goes with the file when that is renamed', async () => {
    const before = await write('before.yaml', wrong);
    await problemsAre(before, wrongIs);
    const after = join(decks(), 'after.yaml');
    await rename(before.fsPath, after);
    await problemsAre(before);
    await problemsAre(vscode.Uri.file(after), wrongIs);
  });

  it('is told while it is typed, and not when it was never saved', async () => {
    const uri = await write('typed.yaml', good);
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
    const uri = await write('saved.yaml', wrong);
    const editor = await show(await vscode.workspace.openTextDocument(uri));
    await problemsAre(uri, wrongIs);
    const line = editor.document.lineAt(5).range;
    await editor.edit((edit) => edit.replace(line, '    techniques: any'));
    await editor.document.save();
    await problemsAre(uri);
  });

  it('may be an id that Interpair or another deck has', async () => {
    const first = await write('a.yaml', good);
    const second = await write(
      'b.yaml',
      `${good}${good.replace('questions:\n', '')}`.replace('team.first', 'attention.sink'),
    );
    const attention = await readFile(
      join(extension().extensionPath, 'dist', 'decks', 'attention.yaml'),
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
    const uri = await write('check.yaml', `${good}    check: probe.linear.transformer\n`);
    await problemsAre(
      uri,
      '8:12-8:36 "check" is "probe.linear.transformer", which is no scaffold: write probe.linear.transformers, or leave it out.',
    );
  });

  it('may be that the file holds no text, is a pipe, or is too large', async () => {
    const utf16 = await write('a.yaml', Buffer.from('\ufeffquestions:', 'utf16le'));
    const bytes = await write('b.yaml', Buffer.from([1, 0, 2]));
    const large = await write('c.yaml', `${good}#${'x'.repeat(2_000_000)}`);
    const pipe = vscode.Uri.file(join(decks(), 'd.yaml'));
    execFileSync('mkfifo', [pipe.fsPath]);
    const last = await write('e.yaml', wrong);
    await problemsAre(last, wrongIs);
    await problemsAre(utf16, '1:1-1:1 The file is in UTF-16: save it with the encoding UTF-8.');
    await problemsAre(bytes, '1:1-1:1 The file holds no text: write a deck in YAML.');
    await problemsAre(large, '1:1-1:1 The file is larger than 1 MB: split it into decks.');
    await problemsAre(pipe, '1:1-1:1 This is no ordinary file: write a deck in a file of its own.');
  });

  it('is none in a file that is no deck', async () => {
    const other = await write('notes.md', wrong);
    await mkdir(join(decks(), 'folder.yaml'));
    const deck = await write('deck.yaml', wrong);
    await problemsAre(deck, wrongIs);
    assert.deepEqual(problems(other), []);
  });
});

describe('the decks that the setting names', () => {
  const messages = hearMessages();
  afterEach(cleanUp);

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
    const other = await write('other.yaml', wrong);
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

describe('a deck in a virtual workspace', () => {
  const root = vscode.Uri.from({ scheme: 'memory', path: '/project' });
  const uri = vscode.Uri.joinPath(root, '.interpair', 'questions', 'team.yaml');
  let files: vscode.Disposable;

  before(() => {
    files = vscode.workspace.registerFileSystemProvider('memory', new MemoryFiles());
    pretend('workspaceFolders', [{ uri: root, name: 'project', index: 0 }]);
  });

  after(async () => {
    stopPretending();
    await cleanUp();
    files.dispose();
  });

  it('is read, and read anew when it changes', async () => {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(wrong));
    await nameDecks(['none']);
    await problemsAre(uri, wrongIs);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(good));
    await problemsAre(uri);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(wrong));
    await problemsAre(uri, wrongIs);
    await vscode.workspace.fs.delete(uri);
    await problemsAre(uri);
  });

  it('is begun like any other', async () => {
    await accepting(run('newDeck'));
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), uri.toString());
    assert.match(document.getText(), /^questions:$/m);
  });
});

describe('a folder that is not trusted', () => {
  const messages = hearMessages();
  afterEach(async () => {
    stopPretending();
    await cleanUp();
  });

  it('has its own decks read, but no link out of it', async () => {
    pretend('isTrusted', false);
    const secret = join(tmpdir(), `interpair-secret-${process.pid}.yaml`);
    await writeFile(secret, wrong);
    try {
      const own = await write('own.yaml', wrong);
      const link = vscode.Uri.file(join(decks(), 'link.yaml'));
      await symlink(secret, link.fsPath);
      await problemsAre(own, wrongIs);
      await problemsAre(
        link,
        '1:1-1:1 This is a link out of a folder that you do not trust: trust the folder first.',
      );
      stopPretending();
      await nameDecks(['.interpair/questions']);
      await problemsAre(link, wrongIs);
    } finally {
      await rm(secret);
    }
  });

  it('gets no new deck', async () => {
    pretend('isTrusted', false);
    await run('newDeck');
    assert.match(
      messages.said.join(),
      /^You do not trust this folder, so nothing is written to it/,
    );
  });
});

describe('a question of the team', () => {
  const messages = hearMessages();
  const { showInputBox } = vscode.window;
  useSolo();
  after(cleanUp);
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
    const uri = await write('team.yaml', good);
    await eventually(async () => {
      await run('nextQuestion');
      return (await card()) === 'Is this one of ours?';
    });
    await write('team.yaml', good.replace('ours', 'yours'));
    await eventually(async () => (await card()) === 'Is this one of yours?');
    await rm(uri.fsPath);
    await eventually(async () => !(await card()).startsWith('Is this one of'));
    assert.notEqual(await card(), '');
    messages.press = 'End now';
    await run('endSession');
  });
});

describe('the completions in a deck', () => {
  afterEach(cleanUp);

  async function labels(name: string, text: string, line: number): Promise<string[]> {
    const uri = await write(name, text);
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

describe('a new deck', () => {
  const messages = hearMessages();
  afterEach(async () => {
    stopPretending();
    await cleanUp();
  });

  it('is written without a mistake and opened at what is to be changed first', async () => {
    await accepting(run('newDeck'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.fsPath, join(decks(), 'team.yaml'));
    assert.match(editor.document.getText(editor.selection), /^Which other .*\?$/);
    assert.match(await readFile(join(decks(), 'team.yaml'), 'utf8'), /^questions:$/m);
    const other = await write('wrong.yaml', wrong);
    await problemsAre(other, wrongIs);
    assert.deepEqual(problems(editor.document.uri), []);
  });

  it('never takes the place of another', async () => {
    await write('team.yaml', good);
    await accepting(run('newDeck'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, join(decks(), 'team-2.yaml'));
    assert.equal(await readFile(join(decks(), 'team.yaml'), 'utf8'), good);
  });

  it('is refused where no folder is open, or none that can be written to', async () => {
    pretend('workspaceFolders', undefined);
    await run('newDeck');
    assert.match(messages.said.join(), /^No folder is open to keep a deck in; open the folder/);
    const files = vscode.workspace.registerFileSystemProvider('shelf', new ReadOnlyFiles(''), {
      isReadonly: true,
    });
    try {
      await eventually(() => vscode.workspace.fs.isWritableFileSystem('shelf') === false);
      const uri = vscode.Uri.from({ scheme: 'shelf', path: '/project' });
      pretend('workspaceFolders', [{ uri, name: 'project', index: 0 }]);
      await run('newDeck');
      assert.match(messages.said.at(-1) ?? '', /^The folder project is read-only; open one that/);
    } finally {
      files.dispose();
    }
  });

  it('says why where it can’t be written', async () => {
    await mkdir(join(workspaceFolder(), '.interpair'), { recursive: true });
    await writeFile(decks(), 'A file where the folder goes.');
    await accepting(run('newDeck'));
    assert.match(
      messages.said.join('\n'),
      /^\.interpair\/questions\/team\.yaml could not be written; make its folder writable/,
    );
    assert.equal(await readFile(decks(), 'utf8'), 'A file where the folder goes.');
  });
});

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('interpair.interpair');
  assert.ok(found);
  return found;
}
