import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { roles } from '../../src/platform/sharing/roles.ts';
import { announcementPath } from '../../src/protocol/announcementPath.ts';
import { encodeInvite } from '../../src/protocol/invite.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { hearMessages } from './messages.ts';
import { PartnersSession } from './partnersSession.ts';
import { pretend, stopPretending } from './pretend.ts';
import { PretendedLiveShare } from './pretendedLiveShare.ts';
import { forgetRecords, workspaceFolder } from './workspace.ts';

const offer = 'Ada runs a paired session on this code.';

describe('a session that a partner runs in the same folder', () => {
  const messages = hearMessages();
  let ada: PartnersSession;
  let lin: PartnersSession;

  before(async () => {
    ada = await PartnersSession.start('Ada', 'Is it the first head?');
    lin = await PartnersSession.start('Lin', 'Is it a probe?');
  });
  afterEach(stopPretending);
  after(async () => {
    await rm(file(), { recursive: true, force: true });
    await ada.dispose();
    await lin.dispose();
    await forgetRecords();
  });

  const file = () => join(workspaceFolder(), '.interpair', 'live.json');

  async function announce(text: string): Promise<void> {
    await mkdir(join(file(), '..'), { recursive: true });
    await writeFile(file(), text);
  }

  const hears = (sentence: string) => eventually(() => messages.said.includes(sentence));

  /** Asks to join and takes what is offered first, or else presses Enter where an invite is asked for. */
  const joinFirst = () => accepting(run('joinSession'));

  /** Asserts that whoever wants to join is asked for an invite at once. */
  async function assertNothingHere(): Promise<void> {
    await joinFirst();
    assert.match(messages.said.at(-1) ?? '', /^There is no invite to read/);
  }

  it('is offered as soon as it is announced, and joined if they want to', async () => {
    messages.press = 'Join';
    await announce(ada.announced());
    await hears(offer);
    await hears('You are in: Is it the first head?');
    assert.equal(ada.present.length, 2);
  });

  it('is not offered to those who are in one', async () => {
    await announce(lin.announced());
    await assertNothingHere();
  });

  it('takes them in again by an invite to another place, once the connection is lost', async () => {
    const before = ada.hosted.replica.session?.participants;
    await ada.move();
    await eventually(async () => {
      await run('joinSession', encodeInvite(ada.invite));
      return messages.said.includes('You are in again: Is it the first head?');
    });
    await eventually(() => ada.present.length === 2);
    assert.equal(ada.hosted.replica.session?.participants.length, before?.length);
  });

  it('is not offered again after they left, and there when they ask for it', async () => {
    await announce(ada.announced());
    await run('leaveSession');
    await eventually(() => ada.present.length === 1);
    await joinFirst();
    assert.deepEqual(
      messages.said.filter((said) => said === offer),
      [],
    );
    await hears('You are in: Is it the first head?');
    await run('leaveSession');
  });

  it('is not offered again after they declined', async () => {
    await announce(lin.announced());
    await hears('Lin runs a paired session on this code.');
    await announce(lin.announced({ expires: Date.now() + 1_000_000 }));
    await joinFirst();
    await hears('You are in: Is it a probe?');
    assert.equal(messages.said.filter((said) => said.startsWith('Lin runs')).length, 1);
    await run('leaveSession');
  });

  it('is nothing to people who work in a workspace that they do not trust', async () => {
    pretend('isTrusted', false);
    await assertNothingHere();
  });

  for (const [what, text] of [
    ['is over by the clock', () => lin.announced({ expires: Date.now() })],
    ['leads beyond this computer', () => announcedAt({ hosts: ['192.0.2.1'] })],
    ['leads where somebody else answers', () => announcedAt({ port: ada.invite.port })],
    ['leads where nobody answers', () => announcedAt({ port: 1 })],
    ['was not written by Interpair', () => '{"format": 1}'],
    ['is too long', () => `${lin.announced()}${' '.repeat(10_000)}`],
  ] as const) {
    it(`is nothing where the announcement ${what}`, async () => {
      await announce(text());
      await assertNothingHere();
    });
  }

  it('is nothing where a folder is in the place of the announcement', async () => {
    await rm(file());
    await mkdir(file());
    await assertNothingHere();
  });

  it('is nothing where the announcement is gone', async () => {
    await rm(file(), { recursive: true });
    await assertNothingHere();
  });

  function announcedAt(address: Parameters<PartnersSession['announcement']>[0]): string {
    return lin.announced(lin.announcement(address));
  }
});

describe('a session that a partner runs whose code is shared with this window', () => {
  const messages = hearMessages();
  const store = new DisposableStore();
  let mae: PartnersSession;
  let kay: PartnersSession;

  before(async () => {
    mae = await PartnersSession.start('Mae', 'Does it copy?');
    kay = await PartnersSession.start('Kay', 'Is it a circuit?');
  });
  afterEach(stopPretending);
  after(async () => {
    store.dispose();
    await mae.dispose();
    await kay.dispose();
    await forgetRecords();
  });

  /** As if a partner's folder were open here, and nothing told when a file in it changes. */
  function open(scheme: string, announced: string): void {
    const files = new MemoryFiles();
    const uri = vscode.Uri.from({ scheme, path: '/project' });
    store.add(vscode.workspace.registerFileSystemProvider(scheme, files));
    files.writeFile(vscode.Uri.joinPath(uri, announcementPath), Buffer.from(announced));
    pretend('workspaceFolders', [{ uri, name: 'project', index: 0 }]);
  }

  /** Until that is said too: the next test hears its own. */
  async function leave(): Promise<void> {
    await run('leaveSession');
    await eventually(() => messages.said.some((said) => said.startsWith('You left')));
  }

  it('is offered where Open Collaboration Tools share it', async () => {
    messages.press = 'Join';
    open('oct', mae.announced());
    await eventually(() => messages.said.includes('You are in: Does it copy?'));
    assert.equal(messages.said[0], 'Mae runs a paired session on this code.');
    assert.equal(mae.present.length, 2);
    await leave();
  });

  it('is joined where Live Share brought the folder and grants no service', async () => {
    const liveShare = PretendedLiveShare.get();
    liveShare.install();
    liveShare.tell({ role: roles.guest });
    open('vsls', kay.announced());
    const joined = "You are in Kay's session, which came with Live Share: Is it a circuit?";
    await eventually(() => messages.said.includes(joined));
    assert.deepEqual(messages.said, [joined]);
    assert.equal(kay.present.length, 2);
    await leave();
    liveShare.tell({});
    liveShare.uninstall();
  });
});
