import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseInvite } from '../../src/protocol/invite.ts';
import { startSession } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { journalEvents } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { pretend, stopPretending } from './pretend.ts';
import { PretendedLiveShare } from './pretendedLiveShare.ts';
import { closeEditors, configure, forgetRecords } from './workspace.ts';

const link = vscode.Uri.parse('https://prod.liveshare.example/join?0123ABCD');
const ownInvite = /The paired session has started, and its invite is on the clipboard\.$/;

describe('a start with Live Share', () => {
  const liveShare = PretendedLiveShare.get();
  const { showQuickPick, showInputBox, withProgress } = vscode.window;

  before(() => liveShare.install());
  beforeEach(async () => {
    liveShare.answer = async () => link;
    liveShare.asked.length = 0;
    await vscode.env.clipboard.writeText('');
  });
  afterEach(async () => {
    Reflect.set(vscode.window, 'showQuickPick', showQuickPick);
    Reflect.set(vscode.window, 'showInputBox', showInputBox);
    Reflect.set(vscode.window, 'withProgress', withProgress);
    stopPretending();
    await configure('connection.default', undefined);
    messages.press = 'End now';
    await run('endSession');
    await eventually(() =>
      messages.said.some((said) => /its recap is in|You are not in/.test(said)),
    );
    await forgetRecords();
  });
  // Below what ends the session, which it still has to hear.
  const messages = hearMessages();
  after(async () => {
    liveShare.uninstall();
    await closeEditors();
  });

  const clipboard = () => vscode.env.clipboard.readText();
  const clipboardHoldsInvite = async () => assert.ok(parseInvite(await clipboard()).ok);

  /** What the person is asked by a function of VS Code, who answers nothing. */
  function questions(of: 'showQuickPick' | 'showInputBox', key: 'placeHolder' | 'prompt') {
    const asked: unknown[] = [];
    Reflect.set(vscode.window, of, (...args: readonly unknown[]) => {
      asked.push(Reflect.get(Object(args.at(-1)), key));
    });
    return asked;
  }

  it('takes Enter and Enter, and leaves the link on the clipboard', async () => {
    await startSession();
    assert.deepEqual(liveShare.asked, [{ suppressNotification: true }]);
    assert.equal(await clipboard(), link.toString(true));
    assert.deepEqual(messages.said, [
      'The session has started; the Live Share link is on the clipboard. Guests who have Interpair are in without doing anything.',
    ]);
  });

  it('is made by the person whom Live Share knows', async () => {
    await startSession();
    const joined = (await journalEvents()).find(({ type }) => type === 'participantJoined');
    assert.equal(joined?.name, 'Ada at Live Share');
  });

  it('is made by the person whom git knows where Live Share keeps the name to itself', async () => {
    const { session } = liveShare;
    liveShare.session = { ...session, user: JSON.parse('{ "displayName": null }') };
    try {
      await startSession();
    } finally {
      liveShare.session = session;
    }
    const joined = (await journalEvents()).find(({ type }) => type === 'participantJoined');
    assert.ok(joined?.name);
    assert.equal(await clipboard(), link.toString(true));
  });

  it('says that Live Share was on', async () => {
    liveShare.tell({ id: 'on', role: 1 });
    await startSession();
    liveShare.tell({});
    assert.match(
      messages.said.join(),
      /Live Share was on already, and its link is on the clipboard/,
    );
    assert.equal(await clipboard(), link.toString(true));
  });

  it("shows in Live Share's own menu and view", async () => {
    const enabled = () =>
      Object.fromEntries([...liveShare.commands].map(([id, isEnabled]) => [id, isEnabled()]));
    await startSession();
    const tree = await eventually(() => liveShare.trees.get('liveshare.session'));
    assert.deepEqual(enabled(), { 'interpair.startSession': false, 'interpair.showMenu': true });
    const [row, ...others] = (await tree.getChildren()) ?? [];
    assert.deepEqual(others, []);
    const item = await tree.getTreeItem(row);
    assert.equal(item.label, 'Paired session');
    assert.equal(item.command?.command, 'interpair.showMenu');
    const [person] = (await tree.getChildren(row)) ?? [];
    assert.match(String((await tree.getTreeItem(person)).label), /\(you\)$/);

    let changes = 0;
    const heard = tree.onDidChangeTreeData?.(() => changes++);
    messages.press = 'End now';
    await run('endSession');
    await eventually(async () => changes > 0 && (await tree.getChildren())?.length === 0);
    heard?.dispose();
    assert.deepEqual(enabled(), { 'interpair.startSession': true, 'interpair.showMenu': false });
  });

  for (const [how, answer] of [
    ['gives no link', async () => null],
    ['fails', () => Promise.reject(new Error('Signed out.'))],
  ] as const) {
    it(`goes on with its own invite where Live Share ${how}`, async () => {
      liveShare.answer = answer;
      await startSession();
      const [said = ''] = messages.said;
      assert.match(said, /^Live Share did not start; it may want you to sign in first\./);
      assert.match(said, ownInvite);
      await clipboardHoldsInvite();
      assert.ok((await journalEvents()).some(({ type }) => type === 'sessionStarted'));
    });
  }

  it('can be tried again for Live Share', async () => {
    const answers = [null, link];
    liveShare.answer = async () => answers.shift() ?? null;
    messages.press = 'Try again';
    await startSession();
    assert.equal(liveShare.asked.length, 2);
    assert.equal(messages.said.length, 2);
    assert.equal(await clipboard(), link.toString(true));
  });

  /** Has Live Share give its link only once what is returned is called. */
  function letItTakeItsTime(): () => void {
    let comes = () => {};
    liveShare.answer = () =>
      new Promise((resolve) => {
        comes = () => resolve(link);
      });
    return () => comes();
  }

  it('waits for Live Share no longer than the person, and tells of it when it comes', async () => {
    const cancelled = new vscode.CancellationTokenSource();
    Reflect.set(
      vscode.window,
      'withProgress',
      (_options: unknown, task: (progress: unknown, token: unknown) => unknown) =>
        task({ report: () => {} }, cancelled.token),
    );
    const comes = letItTakeItsTime();
    const starting = startSession();
    await eventually(() => liveShare.asked.length === 1);
    cancelled.cancel();
    await starting;
    assert.match(messages.said.join(), /^Live Share has not started yet\./);
    assert.match(messages.said.join(), ownInvite);
    await clipboardHoldsInvite();
    comes();
    await eventually(async () => (await clipboard()) === link.toString(true));
    await eventually(() => messages.said.some((said) => /Live Share link is on/.test(said)));
  });

  it('says no more than that Live Share is on where the session was over before', async () => {
    const comes = letItTakeItsTime();
    const starting = startSession();
    await eventually(() => liveShare.asked.length === 1);
    messages.press = 'End now';
    await run('endSession');
    await eventually(() => messages.said.some((said) => /its recap is in/.test(said)));
    comes();
    await starting;
    assert.match(
      messages.said.at(-1) ?? '',
      /^Live Share is on and its link on the clipboard, though/,
    );
    assert.equal(await clipboard(), link.toString(true));
  });

  it('asks nothing where the setting says so', async () => {
    await configure('connection.default', 'liveShare');
    const asked = questions('showQuickPick', 'placeHolder');
    await startSession();
    assert.deepEqual(asked, []);
    assert.equal(await clipboard(), link.toString(true));
  });

  it('is asked about, with the reason, where the setting says so and Live Share is not there', async () => {
    await configure('connection.default', 'liveShare');
    const asked = questions('showQuickPick', 'placeHolder');
    liveShare.uninstall();
    await startSession();
    liveShare.install();
    assert.deepEqual(asked, ['Live Share is not installed here. How does your partner join?']);
    assert.deepEqual(liveShare.asked, []);
  });

  it("says in a guest's window who should start", async () => {
    const asked = questions('showInputBox', 'prompt');
    pretend('workspaceFolders', [{ uri: vscode.Uri.parse('vsls:/'), name: 'theirs', index: 0 }]);
    await startSession();
    assert.match(String(asked), /^This is your partner's code, by Live Share: let them start/);
  });
});
