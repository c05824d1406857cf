import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { run } from './command.ts';
import {
  decksFolder,
  good,
  problems,
  problemsAre,
  removeDecks,
  writeDeck,
  wrong,
  wrongIs,
} from './deckFiles.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { hearMessages } from './messages.ts';
import { pretend, stopPretending } from './pretend.ts';
import { ReadOnlyFiles } from './readOnlyFiles.ts';
import { workspaceFolder } from './workspace.ts';

describe('a new deck', () => {
  const messages = hearMessages();
  afterEach(async () => {
    stopPretending();
    await removeDecks();
  });

  it('is written without a mistake and opened at what is to be changed first', async () => {
    await accepting(run('newDeck'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.fsPath, join(decksFolder(), 'team.yaml'));
    assert.match(editor.document.getText(editor.selection), /^Which other .*\?$/);
    assert.match(await readFile(join(decksFolder(), 'team.yaml'), 'utf8'), /^questions:$/m);
    const other = await writeDeck('wrong.yaml', wrong);
    await problemsAre(other, wrongIs);
    assert.deepEqual(problems(editor.document.uri), []);
  });

  it('never takes the place of another', async () => {
    await writeDeck('team.yaml', good);
    await accepting(run('newDeck'));
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.fsPath,
      join(decksFolder(), 'team-2.yaml'),
    );
    assert.equal(await readFile(join(decksFolder(), 'team.yaml'), 'utf8'), good);
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
    await writeFile(decksFolder(), 'A file where the folder goes.');
    await accepting(run('newDeck'));
    assert.match(
      messages.said.join('\n'),
      /^\.interpair\/questions\/team\.yaml could not be written; make its folder writable/,
    );
    assert.equal(await readFile(decksFolder(), 'utf8'), 'A file where the folder goes.');
  });
});
