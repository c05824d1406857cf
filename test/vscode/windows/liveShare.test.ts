import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { useLivePair } from './livePair.ts';
import { journalOf } from './pair.ts';

/** What Live Share knows Grace by, which stands in no setting of hers. */
const nameThere = 'Grace Hopper';

describe('a paired session that is started with Live Share, which grants a service', () => {
  const live = useLivePair({
    mode: 'granted',
    people: { Grace: { userName: nameThere } },
    grace: { 'interpair.displayName': '' },
  });

  const announcement = () => join(live().ada.window.folder, '.interpair', 'live.json');

  /** How often Grace is among the people whom the tree of a window shows. */
  async function gracesIn({ window }: PairedWindow): Promise<number> {
    const rows = await window.views.treeRows('Session');
    return rows.filter((row) => /^ +Grace\b/.test(row)).length;
  }

  it('starts with two keys, shares the code, and leaves the link on the clipboard', async () => {
    const { ada } = live();
    const { quickInput } = ada.window;
    await ada.command('Start Paired Session');
    await quickInput.waitFor('What are you trying to find out?');
    await quickInput.submit();
    await quickInput.waitFor('How does your partner join?');
    await quickInput.submit();
    await ada.window.notifications.waitFor(
      /^The session has started; the Live Share link is on the clipboard\. Guests who have Interpair are in without doing anything\.$/,
    );
    const session = await live().room.session();
    assert.ok(session, 'Live Share is on.');
    assert.match(await ada.window.readClipboard(), new RegExp(`^https://.+${session.id}$`));
    await ada.waitForRole('Driver');
    await ada.closeNotifications();
  });

  it('has a guest in it who has only arrived, under the name that Live Share knows', async () => {
    const { ada } = live();
    const grace = await live().arrive();
    await grace.window.notifications.waitFor(
      /^You are in Ada's session, which came with Live Share: What is this model doing\?$/,
    );
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
    for (const { window } of [ada, grace]) {
      await window.views.openContainer('Interpair');
    }
    await ada.window.views.waitForTreeRow('Session', /^ +Grace Hopper navigator, drives next$/);
    await grace.window.views.waitForTreeRow(
      'Session',
      /^ +Grace Hopper \(you\) navigator, drives next$/,
    );
    assert.equal((await grace.window.notifications.shown()).length, 1);
    // She was asked nothing.
    const told = (await ada.window.notifications.shown()).map(({ text, buttons }) => [
      text,
      buttons,
    ]);
    assert.deepEqual(told, [['Grace Hopper has joined the session.', []]]);
  });

  it("stands in Live Share's own view and among its commands, at both", async () => {
    for (const { window } of live().both) {
      await window.views.openContainer('Live Share');
      await window.views.waitForTreeRow(
        'Session Details',
        /^Paired session What is this model doing\?$/,
      );
      await window.views.waitForTreeRow('Session Details', /^ +Grace Hopper.* navigator/);
      await window.runCommand('Live Share: Show Commands');
      await window.quickInput.pick(/Paired session/);
      await window.quickInput.waitFor('What next?');
      await window.quickInput.cancel();
      await window.views.openContainer('Interpair');
    }
  });

  it('has the guest again after a reload, as the same person, without a word', async () => {
    const { ada, grace } = live();
    await live().ada.closeNotifications();
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
    await grace.window.views.openContainer('Interpair');
    for (const person of live().both) {
      await person.window.views.waitForTreeRow(
        'Session',
        /^ +Grace Hopper .*navigator, drives next/,
      );
      assert.equal(await gracesIn(person), 1);
      assert.deepEqual(await person.window.notifications.shown(), []);
    }
    assert.equal(await grace.window.quickInput.isOpen(), false);
  });

  it('leaves alone who has left it, and offers itself to whoever wants to join', async () => {
    const { ada, grace } = live();
    await grace.command('Leave Session');
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await ada.waitForRole('Driver');
    await grace.window.until('the session to be passed by', async () => {
      const log = await live()
        .probe('Grace')
        .run(({ log }) => log());
      return /is passed by: you left it/.test(String(log));
    });
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await grace.closeNotifications();
    await grace.command('Join Paired Session');
    await grace.window.quickInput.waitFor('Which one?');
    await grace.window.quickInput.pick("Ada's session", 'came with Live Share');
    await grace.window.notifications.waitFor(/^You are in: What is this model doing\?$/);
    await grace.waitForRole('Navigator');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace Hopper navigator, drives next$/);
    assert.equal(await gracesIn(ada), 1);
    const joined = (await journalOf(ada)).filter(({ type }) => type === 'participantJoined');
    assert.equal(joined.length, 2);
  });

  it('ends for both, who have their recaps, and is announced no longer', async () => {
    const { ada, grace } = live();
    await access(announcement());
    for (const person of live().both) {
      await person.closeNotifications();
    }
    await ada.command('End Session');
    await ada.window.notifications.waitForDialog(/End the session for everyone/);
    await ada.window.notifications.clickDialog('End now');
    await ada.window.notifications.waitFor(/^The session has ended; its recap is in \S+\.md\.$/);
    const { buttons } = await grace.window.notifications.waitFor(
      /^The session has ended; its record is with Ada, and your own copy of the recap, \S+\.md, is kept by VS Code on this machine\.$/,
    );
    assert.ok(buttons.includes('Open recap'), buttons.join());
    await assert.rejects(access(announcement()), { code: 'ENOENT' });
  });

  it('has the guest in it by themselves when it is the next one in the same Live Share', async () => {
    const { ada, grace } = live();
    // VS Code shows so many toasts at a time.
    await ada.closeNotifications();
    await ada.startBy('Which head copies?', 'With Live Share');
    await ada.window.notifications.waitFor(
      /^The session has started; Live Share was on already, and its link is on the clipboard\./,
    );
    await grace.window.notifications.waitFor(
      /^You are in Ada's session, which came with Live Share: Which head copies\?$/,
    );
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
  });
});
