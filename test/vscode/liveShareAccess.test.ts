import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { thisMachine } from '../../src/log/thisMachine.ts';
import { isLocked } from '../../src/platform/editorLock.ts';
import { LiveShare, readOnly } from '../../src/platform/sharing/liveShare.ts';
import { roles } from '../../src/platform/sharing/roles.ts';
import { ManualTimers } from '../contract/manualTimers.ts';
import { Play } from '../unit/core/play.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { hearMessages } from './messages.ts';
import { pretendFolders, stopPretending } from './pretend.ts';
import { PretendedLiveShare } from './pretendedLiveShare.ts';
import { closeEditors, configure, show } from './workspace.ts';

const readWrite = 3;
const root = vscode.Uri.from({ scheme: 'vsls', path: '/' });
const uri = vscode.Uri.joinPath(root, 'given.py');
const sentence =
  'Live Share gives you this file read-only; ask whoever shares it for write access, or let them insert it.';

describe('Live Share', () => {
  const messages = hearMessages();
  const told = PretendedLiveShare.get();

  before(() => told.install());
  after(() => told.uninstall());
  beforeEach(() => pretendFolders(root));
  afterEach(async () => {
    told.tell({});
    await closeEditors();
    stopPretending();
  });

  async function serve(isReadonly: boolean): Promise<{
    readonly document: vscode.TextDocument;
    readonly provider: vscode.Disposable;
  }> {
    const files = new MemoryFiles();
    files.writeFile(uri, Buffer.from('x = 1\n'));
    const provider = vscode.workspace.registerFileSystemProvider('vsls', files, { isReadonly });
    const { document } = await show(await vscode.workspace.openTextDocument(uri));
    return { document, provider };
  }

  const insert = () => run('insertScaffold', 'attention.patterns.transformers');

  it('gives a guest files that are read-only: nothing is inserted or begun, and a sentence says what to do', async () => {
    const { document, provider } = await serve(true);
    try {
      await insert();
      assert.deepEqual(messages.said, [sentence]);
      assert.equal(document.getText(), 'x = 1\n');
      assert.equal(document.version, 1);
      await accepting(run('newDeck'));
      assert.match(
        messages.said[1] ?? '',
        /^Live Share gives you this folder read-only; ask whoever/,
      );
    } finally {
      await closeEditors();
      provider.dispose();
    }
  });

  it('may say read-only of files that can be written: the person decides, once in its session', async () => {
    const { document, provider } = await serve(false);
    try {
      told.tell({ role: roles.guest, access: readOnly, id: 'first' });
      await insert();
      assert.deepEqual(messages.said, [sentence]);
      assert.equal(document.getText(), 'x = 1\n');
      messages.press = 'I have access';
      await insert();
      assert.match(document.getText(), /def attention_patterns\(/);
      await insert();
      assert.deepEqual(messages.said, [sentence, sentence]);
      told.tell({ role: roles.guest, access: readOnly, id: 'second' });
      await insert();
      assert.deepEqual(messages.said, [sentence, sentence, sentence]);
    } finally {
      await closeEditors();
      provider.dispose();
    }
  });

  it('is asked nothing about files that a guest may write', async () => {
    const { document, provider } = await serve(false);
    try {
      told.tell({ role: roles.guest, access: readWrite, id: 'third' });
      await insert();
      assert.match(document.getText(), /def attention_patterns\(/);
      assert.deepEqual(messages.said, []);
    } finally {
      await closeEditors();
      provider.dispose();
    }
  });

  describe('in the window that shares', () => {
    const log = { info: () => undefined, note: () => undefined };
    let liveShare: LiveShare;
    let changes = 0;

    beforeEach(() => {
      stopPretending();
      changes = 0;
      liveShare = new LiveShare('someone.interpair', thisMachine.timers, log);
      liveShare.onDidChangeSession(() => changes++);
    });
    afterEach(() => liveShare.dispose());

    it('is known to be on as soon as it has told, and to be over', async () => {
      told.tell({ role: roles.host });
      assert.deepEqual([liveShare.isHost, changes], [false, 0]);
      await liveShare.api();
      assert.deepEqual([liveShare.isHost, changes], [true, 1]);
      told.tell({});
      assert.deepEqual([liveShare.isHost, changes], [false, 2]);
    });

    it('is known to be on when it told only after nobody waited for it any more', async () => {
      const timers = new ManualTimers();
      const slow = new LiveShare('someone.interpair', timers, log);
      slow.onDidChangeSession(() => changes++);
      told.tell({ role: roles.host });
      let answer = () => {};
      told.give = () => new Promise((resolve) => (answer = () => resolve(told)));
      try {
        const asked = slow.api();
        timers.advance(30_000);
        assert.equal(await asked, undefined);
        answer();
        await eventually(() => slow.isHost);
        told.give = async () => told;
        assert.ok((await slow.api()) !== undefined);
        assert.equal(changes, 1);
      } finally {
        told.give = async () => told;
        slow.dispose();
      }
    });

    it('leaves the editors of a navigator writable, where a guest types', async () => {
      const navigates = { me: 'grace', connection: 'connected' } as const;
      const active = { ...navigates, replica: { session: Play.pair().now, now: () => 0 } };
      await configure('navigatorReadOnly', true);
      try {
        assert.equal(isLocked({ sessions: { active }, liveShare }), true);
        told.tell({ role: roles.host });
        await liveShare.api();
        assert.equal(isLocked({ sessions: { active }, liveShare }), false);
      } finally {
        await configure('navigatorReadOnly', undefined);
      }
    });
  });
});
