import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { usePair } from './pair.ts';

const turns = { 'interpair.turn.minutes': 0.1, 'interpair.break.minutes': 0.1 };
const over = /turn is over/;

/** Notes what a document plays that is loaded from now on. */
const listen = `
  window.sounds = [];
  if (window.AudioContext !== undefined) {
    window.AudioContext = class extends window.AudioContext {
      constructor() {
        super();
        this.addEventListener('statechange', () => window.sounds.push(this.state));
      }
    };
  }
`;

async function soundsOf(panel: FrameLocator): Promise<string> {
  return String(await panel.locator('html').evaluate('window.sounds.join()'));
}

async function notices({ window }: PairedWindow, pattern = over): Promise<number> {
  return (await window.notifications.shown()).filter(({ text }) => pattern.test(text)).length;
}

describe('the end of a turn, as each person wants to be told', () => {
  const pair = usePair({
    ada: turns,
    grace: { ...turns, 'interpair.turn.repeatMinutes': 0.1, 'interpair.sound': true },
  });
  let panel: FrameLocator;

  it('is heard where the panel is open and sound is on', async () => {
    const { ada, grace } = pair();
    await Promise.all([ada, grace].map(({ window }) => window.page.addInitScript(listen)));
    panel = await grace.questionPanel();
    const silent = await ada.questionPanel();
    await pair().startTogether('Who hears it?');
    await grace.window.until('the sound', async () => /^running/.test(await soundsOf(panel)));
    await ada.window.statusBar.waitFor(/^Swap /);
    assert.equal(await soundsOf(silent), '');
  });

  it('is told again where that is set, in the place of the notice before, and nowhere else', async () => {
    const { ada, grace } = pair();
    await grace.window.notifications.waitFor(over);
    await pair().closeNotifications();
    await grace.window.notifications.waitFor(over);
    // Two times more.
    await grace.window.statusBar.waitFor(/^Swap \+0?0:2[0-9]$/, 30_000);
    assert.equal(await notices(grace), 1);
    assert.equal(await notices(ada), 0);
  });

  it('is told no more once somebody extends the turn', async () => {
    const { ada, grace } = pair();
    await grace.window.notifications.click(over, '5 more minutes');
    await ada.waitForRole('Driver');
    await pair().closeNotifications();
    await grace.window.statusBar.waitFor(/^Navigator 0?4:4[0-9]$/, 30_000);
    assert.equal(await notices(grace), 0);
  });

  it('disturbs nobody who does not want to be disturbed, and waits for them', async () => {
    const { ada, grace } = pair();
    await ada.window.runCommand('Notifications: Toggle Do Not Disturb Mode');
    await grace.window.runCommand('Interpair: Take Over the Keyboard');
    await ada.window.statusBar.waitFor(/^Swap \+/);
    await grace.window.notifications.waitFor(over);
    assert.deepEqual(await ada.window.notifications.shown(), []);
    await ada.window.runCommand('Notifications: Show Notifications');
    await ada.window.notifications.waitFor(/^Grace's turn is over\. You drive next\.$/);
    await ada.window.runCommand('Notifications: Toggle Do Not Disturb Mode');
  });
});
