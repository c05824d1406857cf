import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAnnouncement } from '../../../src/protocol/announcement.ts';
import { announcementPath } from '../../../src/protocol/announcementPath.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { type LivePair, useLivePair } from './livePair.ts';
import { journalOf } from './pair.ts';

const arrived =
  /^You are in Ada's session, which came with Live Share: What does head 5\.1 copy\?$/;
const asksForName = 'Your name as your partners see it';

/** Asserts that nothing was asked of a person, nor went wrong. */
async function assertUntroubled({ window }: PairedWindow): Promise<void> {
  const shown = await window.notifications.shown();
  assert.deepEqual(
    shown.filter(({ severity, buttons }) => severity !== 'info' || buttons.length > 0),
    [],
  );
  assert.equal(await window.quickInput.isOpen(), false);
}

function announcementIn({ home }: LivePair, folder = 'project'): string {
  return join(home, folder, announcementPath);
}

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

describe('a session with Live Share that grants nothing', () => {
  const live = useLivePair({
    mode: 'notGranted',
    // Nothing knows a name for Grace.
    grace: { 'interpair.displayName': '' },
    env: { GIT_CONFIG_GLOBAL: '/dev/null' },
  });

  it('is announced in the folder, by what only its owner may read and leads to this machine', async () => {
    const { ada } = live();
    await ada.startBy('What does head 5.1 copy?', 'With Live Share');
    await ada.window.notifications.waitFor(
      /^The session has started; the Live Share link is on the clipboard\. Guests who have/,
    );
    assert.match(await ada.window.readClipboard(), /^https:\/\/live-share-stand-in\.example\/join/);
    const file = announcementIn(live());
    await ada.window.until('a side door', async () => (await modeOf(file)) === 0o600);
    const announced = parseAnnouncement(await readFile(file, 'utf8'), Date.now());
    assert.ok(announced.ok);
    assert.deepEqual(announced.value.invite.hosts, ['127.0.0.1']);
    assert.equal(announced.value.startedBy.name, 'Ada');
  });

  it('asks a guest whom nothing knows for a name, and for nothing else', async () => {
    const grace = await live().arrive();
    await grace.window.quickInput.waitFor(asksForName);
    await grace.window.quickInput.submit('Grace');
    await grace.window.notifications.waitFor(arrived);
    await grace.waitForRole('Navigator');
    await assertUntroubled(grace);
  });

  it('takes the guest in without a question to the host', async () => {
    const { ada } = live();
    await ada.window.views.openContainer('Interpair');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    await ada.waitForRole('Driver');
    await assertUntroubled(ada);
  });

  it('has the guest back after a reload, who is asked nothing', async () => {
    const { ada, grace } = live();
    await live().pair.closeNotifications();
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await assertUntroubled(grace);
    await assertUntroubled(ada);
    const joined = (await journalOf(ada)).flatMap(({ type, name }) =>
      type === 'participantJoined' ? [name] : [],
    );
    assert.deepEqual([...new Set(joined)], ['Ada', 'Grace']);
  });

  it('takes its announcement away when it ends', async () => {
    await live().pair.end();
    await assert.rejects(stat(announcementIn(live())), { code: 'ENOENT' });
  });
});

describe('a session that was there before Live Share', () => {
  const live = useLivePair({ mode: 'notGranted' });

  it('is entered unasked from when Live Share is on', async () => {
    const { ada } = live();
    await ada.startSession('What does head 5.1 copy?');
    const file = announcementIn(live());
    await ada.window.until('the announcement', async () => (await modeOf(file)) === 0o644);
    await live().startLiveShare();
    const grace = await live().arrive();
    await grace.window.notifications.waitFor(arrived);
    await grace.waitForRole('Navigator');
    assert.equal(await modeOf(file), 0o600);
    await assertUntroubled(ada);
    await live().pair.end();
  });

  it('may be followed by one that its guest waits for', async () => {
    const { ada, grace } = live();
    await ada.startSession('What does head 5.1 copy?');
    await grace.window.notifications.waitFor(arrived);
    await grace.waitForRole('Navigator');
    await assertUntroubled(grace);
    await assertUntroubled(ada);
  });
});

describe('a session that Live Share forwards to another port of the guest', () => {
  const gitConfig = join(tmpdir(), `interpair-git-${process.pid}`);
  before(() => writeFile(gitConfig, '[user]\n\tname = Grace Hopper\n'));
  after(() => rm(gitConfig));
  const live = useLivePair({
    mode: 'notGranted',
    people: { Grace: { remapPorts: true } },
    // Git alone knows a name for Grace.
    grace: { 'interpair.displayName': '' },
    env: { GIT_CONFIG_GLOBAL: gitConfig },
  });

  it('asks the guest once for the port that Live Share shows, and takes it as it is shown', async () => {
    const { ada } = live();
    await ada.startBy('What does head 5.1 copy?', 'With Live Share');
    await ada.window.notifications.waitFor(/the Live Share link is on the clipboard/);
    const grace = await live().arrive();
    const { notifications, quickInput, views } = grace.window;
    await views.openContainer('Live Share');
    await views.waitForTreeRow('Session Details', /^ +Interpair localhost:\d+$/);
    const rows = (await views.treeRows('Session Details')).join('\n');
    const [, shown = ''] = /Interpair (localhost:\d+)/.exec(rows) ?? [];
    await notifications.click(/Ada runs a paired session, but nobody answers/, 'Enter the port');
    await quickInput.waitFor('The port of "Interpair", which Live Share shows in its view');
    await quickInput.submit('Interpair');
    await quickInput.waitFor('Type a port from 1 to 65535');
    await quickInput.submit(shown);
    await notifications.waitFor(/^You are in: What does head 5\.1 copy\?$/);
    await grace.waitForRole('Navigator');
    await assertUntroubled(ada);
  });

  it('has the guest in it by the name that git has', async () => {
    const { ada } = live();
    await ada.window.views.openContainer('Interpair');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace Hopper navigator, drives next$/);
  });

  it('has the guest back after a reload without the question', async () => {
    const { ada, grace } = live();
    await live().pair.closeNotifications();
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await assertUntroubled(grace);
    await assertUntroubled(ada);
    await live().pair.end();
  });
});
