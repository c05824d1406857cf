import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { goneNow } from '../../src/platform/code/findPlace.ts';
import { placeAt } from '../../src/platform/code/places.ts';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { type JournalEvent, journalEvents } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { hearThreads } from './threads.ts';
import { closeEditors, show, showFile, showUntitled, workspaceFolder } from './workspace.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
rows = heads.sum(-1)
print(rows)
`;

const hostile =
  '<b>bold</b> [go](command:workbench.action.quit) ![x](https://example.org/x.png) $(zap)\n# so';

describe('asking about code', () => {
  const messages = hearMessages();
  const threads = hearThreads();
  const showInputBox = vscode.window.showInputBox;
  /** What VS Code was asked to show the last time that it was asked for an input. */
  let asked: vscode.InputBoxOptions = {};

  useSolo();
  before(startSession);

  afterEach(closeEditors);

  after(() => {
    Reflect.set(vscode.window, 'showInputBox', showInputBox);
  });

  async function last(type: string): Promise<JournalEvent | undefined> {
    return (await journalEvents()).findLast((event) => event.type === type);
  }

  /** Asks about what is selected, and returns what was recorded of it. */
  async function ask(text: string): Promise<JournalEvent> {
    Reflect.set(vscode.window, 'showInputBox', (options: vscode.InputBoxOptions) => {
      asked = options;
      return Promise.resolve(text);
    });
    await run('askAboutSelection');
    const event = await last('questionAsked');
    assert.deepEqual([messages.said, event?.text], [[], text.trim()]);
    assert.ok(event);
    return event;
  }

  const threadOf = (text: string) =>
    eventually(() => threads.find(({ comments }) => comments[0]?.body === text));

  /** Resolves what is open, so that each test starts with an empty gutter. */
  /** A thread may still be on its way into a document that has just been shown. */
  async function clear(): Promise<void> {
    await eventually(async () => {
      for (const thread of [...threads]) {
        await run('parkInThread', { thread, text: '' });
      }
      return threads.length === 0;
    });
  }

  async function select(editor: vscode.TextEditor, from: number, to: number): Promise<void> {
    editor.selection = new vscode.Selection(from - 1, 0, to - 1, 0);
  }

  describe('pins the question', () => {
    it('to the lines that are selected, without blank ones around them', async () => {
      await select(await showFile('selected.py', code), 2, 5);
      const { place } = await ask('Why eight?');
      assert.equal(asked.title, 'Ask about selected.py:3-4');
      assert.deepEqual(place, {
        path: 'selected.py',
        line: 3,
        text: 'heads = torch.rand(4, 8, 8)',
        lines: 2,
        before: 'import torch',
        after: 'print(rows)',
      });
    });

    it('to the line of the cursor', async () => {
      await showFile('cursor.py', code.replace('rows = ', 'rows| = ').replaceAll('\n', '\r\n'));
      const { place } = await ask('Which axis?');
      assert.deepEqual(place, {
        path: 'cursor.py',
        line: 4,
        text: 'rows = heads.sum(-1)',
        before: 'heads = torch.rand(4, 8, 8)',
        after: 'print(rows)',
      });
    });

    it('in any text of the workspace', async () => {
      await showFile('notes.md', '# Heads\nThey add up.|\n');
      assert.deepEqual((await ask('To what?')).place, {
        path: 'notes.md',
        line: 2,
        text: 'They add up.',
        before: '# Heads',
      });
    });

    it('to the number alone where the line may be a secret, which is recorded nowhere', async () => {
      const outside = await mkdtemp(join(tmpdir(), 'outside-'));
      const path = join(outside, 'notes.txt');
      await writeFile(path, 'hf_outside\n');
      try {
        await showFile('.env', 'A=1\nTOKEN=hf_inside|\n');
        assert.deepEqual((await ask('Whose is it?')).place, { path: '.env', line: 2, text: '' });
        await show(await vscode.workspace.openTextDocument(path));
        const place = { path: 'notes.txt', line: 1, text: '' };
        assert.deepEqual((await ask('And this?')).place, place);
        await showUntitled('plaintext', 'hf_untitled');
        const { place: untitled } = await ask('And here?');
        assert.match(JSON.stringify(untitled), /^\{"path":"Untitled-\d+","line":1,"text":""\}$/);
        assert.doesNotMatch(JSON.stringify(await journalEvents()), /hf_/);
      } finally {
        await closeEditors();
        await rm(outside, { recursive: true });
      }
    });

    it('to the cell of a notebook, and leads back there when cells came above it', async () => {
      const cell = (source: string) => ({
        ...{ cell_type: 'code', metadata: {}, outputs: [], execution_count: null },
        source,
      });
      const cells = ['import torch', 'x = torch.ones(3)\ny = x.sum()', 'print(y)'].map(cell);
      const path = join(workspaceFolder(), 'sums.ipynb');
      const metadata = { language_info: { name: 'python' } };
      await writeFile(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
      const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
      const second = notebook.cellAt(1).document;
      const place = placeAt(second, 1);
      assert.deepEqual(place, {
        path: 'sums.ipynb',
        cell: 2,
        line: 2,
        text: 'y = x.sum()',
        before: 'x = torch.ones(3)',
        after: 'print(y)',
      });
      const edit = new vscode.WorkspaceEdit();
      const added = new vscode.NotebookCellData(
        vscode.NotebookCellKind.Markup,
        '# New',
        'markdown',
      );
      edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [added])]);
      await vscode.workspace.applyEdit(edit);
      assert.equal(goneNow()(place), false);
      await run('openPlace', place);
      assert.deepEqual(messages.said, []);
      await eventually(() => vscode.window.activeTextEditor?.document === second);
      await eventually(() => vscode.window.activeTextEditor?.selection.active.line === 1);
      assert.equal(vscode.window.activeNotebookEditor?.selection.start, 2);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  });

  it('says when nothing is open to ask about', async () => {
    await run('askAboutSelection');
    assert.match(messages.said.join(), /^No code is in front; click into the lines/);
  });

  it('says how long a question may be while it is typed', async () => {
    await showFile('long.py', code);
    await ask('Short enough?');
    assert.equal(await asked.validateInput?.('x'.repeat(500)), undefined);
    assert.match(
      String(await asked.validateInput?.('x'.repeat(501))),
      /^A question has at most 500 characters, and this one has 501; shorten it\.$/,
    );
    assert.equal(await asked.validateInput?.(' \n'), 'Type a question.');
  });

  describe('shows it at its line', () => {
    beforeEach(clear);

    it('folded, as it was typed, with who asked', async () => {
      await select(await showFile('shown.py', code), 3, 5);
      await ask(hostile);
      const thread = await threadOf(hostile);
      assert.equal(threads.length, 1);
      assert.deepEqual(thread.range, new vscode.Range(2, 0, 3, 20));
      assert.equal(thread.collapsibleState, vscode.CommentThreadCollapsibleState.Collapsed);
      assert.equal(thread.state, vscode.CommentThreadState.Unresolved);
      assert.equal(thread.canReply, true);
      assert.equal(thread.label, 'Open question');
      assert.ok(thread.comments[0]?.author.name);
    });

    it('follows the line, and says when it was edited or is gone', async () => {
      const editor = await showFile('followed.py', code.replace('rows', '|rows'));
      await ask('Over which axis?');
      const thread = await threadOf('Over which axis?');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one\n# two\n'));
      await eventually(() => thread.range?.start.line === 5);
      assert.equal(thread.label, 'Open question');
      await editor.edit((edit) =>
        edit.replace(new vscode.Range(5, 0, 5, 20), 'rows = heads.sum(-2)'),
      );
      await eventually(() => thread.label === 'Open question, the code was edited since');
      assert.equal(thread.range?.start.line, 5);
      await editor.edit((edit) => edit.delete(new vscode.Range(5, 0, 6, 0)));
      await eventually(() => thread.label?.endsWith('the code it was asked about is gone'));
      assert.equal(thread.range?.start.line, 5);
      assert.equal(thread.comments[0]?.body, 'Over which axis?');
      assert.equal(threads.length, 1);
    });

    it('not in a file that ends above it, such as that of a partner who has not the code yet', async () => {
      const lines = `${code}${'x = 1\n'.repeat(50)}last = 2`;
      const editor = await showFile('shorter.py', `${lines}|`);
      await ask('Why is it the last?');
      await threadOf('Why is it the last?');
      await editor.edit((edit) => edit.delete(new vscode.Range(6, 0, 60, 0)));
      await eventually(() => threads.length === 0);
      await vscode.commands.executeCommand('undo');
      await threadOf('Why is it the last?');
    });

    it('until it is answered there', async () => {
      await showFile('answered.py', code);
      await ask('Why ones?');
      const thread = await threadOf('Why ones?');
      await run('breakthroughInThread', { thread, text: ' They are not.\n' });
      const event = await last('questionResolved');
      assert.deepEqual([event?.outcome, event?.answer], ['breakthrough', 'They are not.']);
      assert.deepEqual(threads, []);
    });

    it('and keeps what was typed there when it can not be recorded', async () => {
      await showFile('kept.py', code);
      await ask('How long is too long?');
      const thread = await threadOf('How long is too long?');
      const text = 'x'.repeat(2001);
      messages.press = 'Copy what you wrote';
      await run('answerInThread', { thread, text });
      assert.match(
        messages.said.join(),
        /^An answer has at most 2000 characters, and this one has/,
      );
      await eventually(async () => (await vscode.env.clipboard.readText()) === text);
      assert.equal(threads.length, 1);
      messages.press = undefined;
    });

    it('deep in a long document', async () => {
      const lines = Array.from({ length: 50_000 }, (_, index) =>
        index % 3 === 0 ? 'plt.show()' : `x_${index} = model(tokens[${index}])`,
      );
      const editor = await showFile('deep.py', lines.join('\n'));
      editor.selection = new vscode.Selection(45_000, 0, 45_000, 0);
      await ask('Which figure?');
      const thread = await threadOf('Which figure?');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'.repeat(1_000)));
      await eventually(() => thread.range?.start.line === 46_000);
    });

    it('a hundred times on one line', async function () {
      this.timeout(120_000);
      const editor = await showFile('hundred.py', code.replace('print', '|print'));
      const texts = Array.from({ length: 100 }, (_, index) => `Number ${index}?`);
      for (const text of texts) {
        await ask(text);
      }
      await eventually(() => threads.length === 100);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
      await eventually(() => threads.every(({ range }) => range?.start.line === 5));
    });
  });

  describe('from the plus sign in the gutter', () => {
    beforeEach(clear);

    it('asks what was typed there, and leaves the thread to the question', async () => {
      const { document } = await showFile('plus.py', code);
      const controller = vscode.comments.createCommentController('test', 'Test');
      const draft = controller.createCommentThread(document.uri, new vscode.Range(2, 3, 3, 4), []);
      await run('askInThread', { thread: draft, text: 'From here?' });
      const event = await last('questionAsked');
      assert.deepEqual([event?.text, messages.said], ['From here?', []]);
      assert.match(JSON.stringify(event?.place), /"path":"plus.py","line":3,.*"lines":2/);
      assert.ok(!threads.includes(draft));
      await threadOf('From here?');
      controller.dispose();
    });

    it('does nothing with what is no thread', async () => {
      const before = await journalEvents();
      for (const odd of [undefined, {}, { thread: {}, text: 'x' }, { text: 'x' }]) {
        await run('askInThread', odd);
        await run('answerInThread', odd);
      }
      assert.deepEqual(await journalEvents(), before);
    });
  });

  describe('leads to the code', () => {
    const at = (path: string, line: number, text: string) => ({ path, line, text });

    it('and where it stood when it is gone, which the window says', async () => {
      const said: string[] = [];
      const setStatusBarMessage = vscode.window.setStatusBarMessage;
      Reflect.set(vscode.window, 'setStatusBarMessage', (text: string) => said.push(text));
      try {
        const { document } = await showFile('gone.py', code);
        await run('openPlace', at('gone.py', 4, 'rows = heads.mean(-1)'));
        assert.equal(vscode.window.activeTextEditor?.document, document);
        assert.equal(vscode.window.activeTextEditor.selection.active.line, 3);
        assert.deepEqual(said, ['The code is gone; it stood here.']);
        assert.equal(goneNow()(at('gone.py', 4, 'rows = heads.mean(-1)')), true);
        await run('openPlace', at('gone.py', 1, 'print(rows)'));
        assert.equal(vscode.window.activeTextEditor.selection.active.line, 4);
        assert.equal(said.length, 1);
        assert.equal(goneNow()(at('gone.py', 1, 'print(rows)')), false);
        assert.equal(goneNow()(at('elsewhere.py', 1, 'print(rows)')), false);
      } finally {
        Reflect.set(vscode.window, 'setStatusBarMessage', setStatusBarMessage);
      }
    });

    it('never outside of the folder', async () => {
      const paths = ['../../etc/passwd', '/etc/passwd', 'a/../../x.py', '..\\x.py', 'file:///etc'];
      for (const path of paths) {
        messages.press = undefined;
        await run('openPlace', at(path, 1, 'root'));
      }
      assert.equal(vscode.window.activeTextEditor, undefined);
      assert.equal(messages.said.length, paths.length);
      for (const sentence of messages.said) {
        assert.match(sentence, /is not in a folder that is open here; open the folder/);
      }
    });

    it('not into another document that bears the same name by chance', async () => {
      const { document } = await showUntitled('python', 'mine = 1');
      const name = document.uri.path;
      await run('openPlace', at(name, 1, 'mine = 1'));
      assert.deepEqual(messages.said, []);
      await run('openPlace', at(name, 1, 'theirs = 2'));
      assert.match(messages.said.join(), /is not in a folder that is open here/);
    });
  });

  describe('ends with the session', () => {
    it('and leaves nothing in the gutter', async () => {
      await showFile('ended.py', code);
      await ask('Will it stay?');
      await threadOf('Will it stay?');
      messages.press = 'End now';
      await run('endSession');
      await eventually(() => threads.length === 0);
      await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
    });
  });
});
