import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Place } from '../../src/core/question.ts';
import { LockMemory } from '../../src/features/lock/lockMemory.ts';
import { ReadOnlyEditors } from '../../src/features/lock/readOnlyEditors.ts';
import { writeRecapFiles } from '../../src/features/recap/recapFiles.ts';
import { placeAt, placeInFront } from '../../src/platform/code/places.ts';
import { Runs } from '../../src/platform/code/runs.ts';
import { pathOf } from '../../src/platform/code/sourceCode.ts';
import { watchRuns } from '../../src/platform/code/watchRuns.ts';
import { Content } from '../../src/platform/content/content.ts';
import { Decks } from '../../src/platform/content/decks.ts';
import { recordFolderPath } from '../../src/platform/record/recordFolder.ts';
import { Play } from '../unit/core/play.ts';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { nameDecks, problemsAre, removeDecks, wrong, wrongIs } from './deckFiles.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { Memory } from './memory.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { hearMessages } from './messages.ts';
import { pretendFolders, stopPretending } from './pretend.ts';
import { startCellOf } from './programs.ts';
import { closeEditors, show } from './workspace.ts';

const attention = 'attention.patterns.transformers';
const loader = `from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

def load_model() -> tuple[GPT2LMHeadModel, PreTrainedTokenizerFast]:
    ...
`;
const heads = 'from words import load_model\n\nnet, tok = load_model()\nprompt = "a b c"\n';

const shared = (path: string) => vscode.Uri.from({ scheme: 'vsls', path });
const root = shared('/');

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await vscode.workspace.fs.writeFile(shared(path), Buffer.from(text));
  }
}

async function open(path: string, cursor?: number): Promise<vscode.TextEditor> {
  return show(await vscode.workspace.openTextDocument(shared(path)), cursor);
}

const saved = async (path: string) =>
  Buffer.from(await vscode.workspace.fs.readFile(shared(path))).toString();

describe("in a partner's folder", () => {
  const messages = hearMessages();
  let files: vscode.Disposable;

  before(() => {
    files = vscode.workspace.registerFileSystemProvider('vsls', new MemoryFiles());
  });
  after(() => files.dispose());
  beforeEach(() => pretendFolders(root));
  afterEach(async () => {
    await closeEditors();
    stopPretending();
  });

  describe('a scaffold', () => {
    it('goes by the modules of the project, and is saved where the partner has it', async () => {
      for (const place of ['/words.py', '/src/words.py']) {
        await write({ [place]: loader, '/heads.py': heads });
        const { document } = await open('/heads.py', heads.length);
        await run('insertScaffold', attention);
        assert.match(document.getText(), /attention_patterns\(net, tok, prompt\)/, place);
        assert.ok(await document.save());
        assert.equal(await saved('/heads.py'), document.getText());
        await closeEditors();
        await vscode.workspace.fs.delete(shared(place));
      }
      assert.deepEqual(messages.said, []);
    });

    it('goes by them also in a document that was never saved', async () => {
      await write({ '/words.py': loader });
      const options = { language: 'python', content: heads };
      const { document } = await show(
        await vscode.workspace.openTextDocument(options),
        heads.length,
      );
      await run('insertScaffold', attention);
      assert.match(document.getText(), /attention_patterns\(net, tok, prompt\)/);
    });

    it('has no word said about packages, which are on the partner’s machine', async () => {
      const { getExtension } = vscode.extensions;
      const asked: string[] = [];
      const python = {
        activate: async () => {
          asked.push('python');
          return undefined;
        },
      };
      Reflect.set(vscode.extensions, 'getExtension', (id: string) =>
        id === 'ms-python.python' ? python : getExtension.call(vscode.extensions, id),
      );
      try {
        await write({ '/plain.py': 'x = 1\n' });
        await open('/plain.py');
        await run('insertScaffold', attention);
        await show(await vscode.workspace.openTextDocument({ language: 'python', content: '' }));
        await run('insertScaffold', attention);
        assert.deepEqual(asked, []);
        stopPretending();
        await run('insertScaffold', 'gradient.saliency.torch');
        await eventually(() => asked.length > 0); // In one's own window it is looked for.
      } finally {
        Reflect.set(vscode.extensions, 'getExtension', getExtension);
      }
    });

    it('is offered among the completions, and has its links', async () => {
      for (const scheme of ['vsls', 'oct']) {
        const provider =
          scheme === 'oct'
            ? vscode.workspace.registerFileSystemProvider('oct', new MemoryFiles())
            : undefined;
        try {
          const uri = vscode.Uri.from({ scheme, path: '/lab/typed.py' });
          const text = 'import torch\nfrom torch import nn\n\nsalie';
          await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
          const editor = await show(await vscode.workspace.openTextDocument(uri), text.length);
          const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
            'vscode.executeCompletionItemProvider',
            uri,
            editor.selection.active,
          );
          const labels = items.map(({ label }) => label);
          assert.ok(labels.includes('Interpair: Gradient saliency (torch)'), scheme);
          await run('insertScaffold', 'gradient.saliency.torch');
          const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
            'vscode.executeCodeLensProvider',
            uri,
            100,
          );
          const titles = lenses.map(({ command }) => command?.title);
          assert.deepEqual(titles, ['Insert its sanity check', 'Questions for this'], scheme);
          await closeEditors();
        } finally {
          provider?.dispose();
        }
      }
    });
  });

  describe('a place in the code', () => {
    const code = 'import torch\nheads = torch.rand(4)\nprint(heads)\n';

    it('is by the path from the folder, whatever window it is in', async () => {
      await write({ '/lab/heads.py': code });
      const { document } = await open('/lab/heads.py', code.indexOf('heads'));
      const place = placeInFront();
      assert.deepEqual(place, placeAt(document, 1));
      assert.equal(place?.path, 'lab/heads.py');
      const own = vscode.Uri.file('/home/ada/proj');
      pretendFolders(own);
      assert.equal(pathOf(vscode.Uri.joinPath(own, 'lab/heads.py')), place.path);
    });

    it('is gone to from what the host’s window said of it', async () => {
      await write({ '/lab/moved.py': `# new\n${code}` });
      await run('openPlace', { path: 'lab/moved.py', line: 2, text: 'heads = torch.rand(4)' });
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.toString(), shared('/lab/moved.py').toString());
      assert.equal(editor.selection.active.line, 2);
    });

    it('is by that path also in the second of the host’s folders', () => {
      pretendFolders(shared('/~0'), shared('/~1'));
      assert.equal(pathOf(shared('/~1/lab/heads.py')), 'lab/heads.py');
      pretendFolders(root);
      assert.equal(pathOf(shared('/~1/lab/heads.py')), 'lab/heads.py');
      // In no folder of the host's, who knows it by its name alone.
      assert.equal(pathOf(shared('/~external/home/ada/notes.py')), 'notes.py');
    });

    describe('that several folders have a file for', () => {
      const place: Place = { path: 'run.py', line: 2, text: 'theirs = 2', before: 'import torch' };
      const goTo = async (wanted: Place) => {
        await run('openPlace', wanted);
        return vscode.window.activeTextEditor?.document.uri.path;
      };

      before(() =>
        write({
          '/~0/run.py': 'import torch\nmine = 1\n',
          '/~1/run.py': 'import torch\ntheirs = 2\n',
        }),
      );

      it('is in that with the code', async () => {
        pretendFolders(shared('/~0'), shared('/~1'));
        assert.equal(await goTo(place), '/~1/run.py');
        assert.equal(await goTo({ ...place, text: 'mine = 1' }), '/~0/run.py');
      });

      it('is in the first where the code tells nothing', async () => {
        pretendFolders(shared('/~0'), shared('/~1'));
        assert.equal(await goTo({ path: 'run.py', line: 9, text: '' }), '/~0/run.py');
        assert.equal(await goTo({ ...place, text: 'print(model.config)' }), '/~0/run.py');
      });

      it('is found where the host’s folders are inside of the one that is here', async () => {
        assert.equal(await goTo(place), '/~1/run.py');
        assert.deepEqual(messages.said, []);
      });

      it('is found so by the host, in whose window the folders have names of their own', async () => {
        pretendFolders(shared('/~1'), shared('/~0'));
        assert.equal(await goTo(place), '/~1/run.py');
        assert.equal(await goTo({ ...place, text: 'mine = 1' }), '/~0/run.py');
      });
    });
  });

  it('a cell is not a run of this window: it runs at the partner’s', async () => {
    const cell = { cell_type: 'code', metadata: {}, outputs: [], source: ['plot()'] };
    const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await write({ '/run.ipynb': JSON.stringify(content) });
    const runs = new Runs(Date.now);
    const watching = watchRuns(runs);
    try {
      const notebook = await vscode.workspace.openNotebookDocument(shared('/run.ipynb'));
      const { execution, kernel } = await startCellOf(notebook);
      await eventually(() => execution.cell.executionSummary?.executionOrder === 1);
      assert.deepEqual(runs.running, []);
      execution.end(true);
      kernel.dispose();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    } finally {
      watching.dispose();
      runs.dispose();
    }
  });

  describe('a deck', () => {
    const uri = shared('/.interpair/questions/team.yaml');
    afterEach(async () => {
      await vscode.workspace.fs.delete(uri);
      stopPretending(); // What is removed is the decks of the folder on disk.
      await removeDecks();
    });

    it('is read from there', async () => {
      await vscode.workspace.fs.writeFile(uri, Buffer.from(wrong));
      await nameDecks(['none']);
      await problemsAre(uri, wrongIs);
    });

    it('is begun there, for the partner too', async () => {
      await accepting(run('newDeck'));
      await eventually(() => vscode.window.activeTextEditor?.document.uri.path === uri.path);
      assert.match(await saved(uri.path), /^questions:$/m);
    });
  });

  describe('an editor of someone who wants it read-only', () => {
    it('takes no typing, but what a partner types, and is given back', async () => {
      const failures: unknown[] = [];
      const memory = new LockMemory(new Memory());
      const editors = new ReadOnlyEditors(memory, { note: (_, error) => failures.push(error) });
      try {
        await write({ '/driven.py': 'x = 1\n' });
        const { document } = await open('/driven.py', 6);
        editors.set(true);
        await eventually(async () => !(await document.save()));
        await vscode.commands.executeCommand('type', { text: 'y' });
        assert.equal(document.getText(), 'x = 1\n');
        // As code sharing brings it here, while the partner's window saves it.
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(1, 0), 'z = 2\n');
        assert.ok(await vscode.workspace.applyEdit(edit));
        assert.equal(document.getText(), 'x = 1\nz = 2\n');
        await write({ '/driven.py': document.getText() });
        editors.set(false);
        await eventually(() => memory.isEmpty);
        await vscode.commands.executeCommand('type', { text: 'y' });
        assert.match(document.getText(), /y/);
      } finally {
        editors.dispose();
      }
      assert.deepEqual(failures, []);
    });
  });

  describe('a session', () => {
    useSolo();
    before(() => {
      pretendFolders(root);
      return startSession();
    });
    after(async () => {
      pretendFolders(root);
      await accepting(run('endSession', 'lookBackAndEnd'));
      stopPretending();
    });

    it('does nothing with git, and says why', async () => {
      await run('pushWork');
      await run('installCommitHook');
      for (const sentence of messages.said) {
        assert.match(
          sentence,
          /^These files and their repository are a partner's, by Live Share; use/,
        );
      }
      assert.equal(messages.said.length, 2);
    });

    it('keeps its record out of it', async () => {
      assert.equal(recordFolderPath(vscode.Uri.file('/storage')), join('/storage', 'sessions'));
      const records = shared('/.interpair/sessions');
      await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(records)));
    });
  });

  it('a recap is written to VS Code’s own storage, and nothing into the folder', async () => {
    const storage = await mkdtemp(join(tmpdir(), 'interpair-storage-'));
    const content = new Content(storage);
    const decks = new Decks(content);
    try {
      const play = Play.pair();
      const recap = {
        me: 'grace',
        isSecondWindow: false,
        session: play.now,
        entries: play.entries,
        how: 'closed',
      } as const;
      const library = { decks, content };
      const { file, problem } = await writeRecapFiles(recap, library, vscode.Uri.file(storage));
      assert.equal(problem, undefined);
      assert.ok(file.startsWith(join(storage, 'sessions')));
      await access(file);
      assert.equal((await readdir(join(storage, 'sessions'))).length, 2);
      const records = shared('/.interpair/sessions');
      await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(records)));
    } finally {
      decks.dispose();
      await rm(storage, { recursive: true });
    }
  });
});
