import assert from 'node:assert/strict';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, usePair } from './pair.ts';

/** What is left of the turn, as the status bar has it. */
async function secondsLeft({ window }: PairedWindow): Promise<number> {
  const { text } = await window.statusBar.waitFor(/^Driver /);
  const [minutes = Number.NaN, seconds = Number.NaN] = text.slice(7).split(':').map(Number);
  return 60 * minutes + seconds;
}

describe('who may be in a session', () => {
  const pair = usePair();
  let invite = '';

  async function joins(): Promise<void> {
    const { ada, grace } = pair();
    await ada.closeNotifications();
    await grace.closeNotifications();
    await grace.join(invite);
  }

  it('is up to the person who started it: refused, a guest is told and nothing is recorded', async () => {
    const { ada, grace } = pair();
    await ada.startSession('Who is there?');
    invite = await ada.window.readClipboard();
    const before = await journalOf(ada);
    await joins();
    await ada.refuse('Grace');
    const { severity } = await grace.window.notifications.waitFor(/did not let you in/);
    assert.equal(severity, 'error');
    await grace.window.statusBar.waitFor(/^Interpair$/);
    assert.deepEqual(await journalOf(ada), before);
  });

  it('is asked in the status bar as well, where the question stays when its notice is gone', async () => {
    const { ada, grace } = pair();
    // Nobody is asked about in the first seconds after a refusal.
    const start = await secondsLeft(ada);
    await ada.window.until('some seconds to pass', async () => {
      return start - (await secondsLeft(ada)) > 6;
    });
    await joins();
    await ada.window.notifications.waitFor(/^Grace wants to join the session\.$/);
    await ada.closeNotifications();
    const { icons, label } = await ada.window.statusBar.waitFor(/^Driver /);
    assert.deepEqual(icons, ['person-add']);
    assert.match(label, /Grace wants to join/);
    await ada.window.statusBar.click(/^Driver /);
    await ada.window.quickInput.pick(/Let Grace in/);
    await grace.waitForRole('Navigator');
    await ada.window.until('the icon of the driver', async () => {
      const item = await ada.window.statusBar.waitFor(/^Driver /);
      return item.icons.includes('keyboard');
    });
  });

  it('may change: someone who is removed is told, is out, and hands over the keyboard', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Interpair: Take Over the Keyboard');
    await ada.waitForRole('Navigator');
    await ada.window.runCommand('Interpair: Remove Someone from the Session');
    await ada.window.quickInput.pick('Grace');
    await ada.window.notifications.waitForDialog(/Remove Grace from the session\?/);
    await ada.window.notifications.clickDialog('Remove');
    await ada.waitForRole('Driver');
    await grace.window.notifications.waitFor(/removed you from (?:it|the session)/);
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await ada.window.views.openContainer('Interpair');
    await ada.window.until('Grace to be gone from the tree', async () => {
      const rows = await ada.window.views.treeRows('Session');
      return rows.some((row) => /Ada/.test(row)) && !rows.some((row) => /Grace/.test(row));
    });
  });

  it('is asked again of someone who was removed and comes back', async () => {
    const { ada, grace } = pair();
    await joins();
    await ada.letIn('Grace');
    await grace.waitForRole('Navigator');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    const joined = (await journalOf(ada)).filter(({ type }) => /Joined|Returned/.test(type));
    assert.deepEqual(
      joined.map(({ type }) => type),
      ['participantJoined', 'participantJoined', 'participantReturned'],
    );
  });

  it('is not asked of a guest who left and comes back', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Interpair: Leave Session');
    await grace.window.notifications.waitFor(/^You left the session; its recap is in/);
    await joins();
    await grace.waitForRole('Navigator');
    const shown = await ada.window.notifications.shown();
    assert.ok(!shown.some(({ text }) => /wants to join/.test(text)));
    await pair().end();
  });
});
