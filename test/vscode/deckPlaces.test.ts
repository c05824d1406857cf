import assert from 'node:assert/strict';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { run } from './command.ts';
import {
  decksFolder,
  good,
  nameDecks,
  problemsAre,
  removeDecks,
  writeDeck,
  wrong,
  wrongIs,
} from './deckFiles.ts';
import { accepting } from './inputs.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { hearMessages } from './messages.ts';
import { pretend, stopPretending } from './pretend.ts';

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
    await removeDecks();
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
    await removeDecks();
  });

  it('has its own decks read, but no link out of it', async () => {
    pretend('isTrusted', false);
    const secret = join(tmpdir(), `interpair-secret-${process.pid}.yaml`);
    await writeFile(secret, wrong);
    try {
      const own = await writeDeck('own.yaml', wrong);
      const link = vscode.Uri.file(join(decksFolder(), 'link.yaml'));
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
