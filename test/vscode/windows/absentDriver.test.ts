import assert from 'node:assert/strict';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, usePair } from './pair.ts';

/** Longer than a driver is waited for before the turn is paused. */
const patience = 60_000;
const gone = /Grace has been offline for half a minute; the turn is paused\./;

/** As when someone closes the tab: the window is gone, and its extension host with it. */
async function close({ window }: PairedWindow): Promise<void> {
  await window.page.goto('about:blank');
}

describe('a driver whose window is gone', () => {
  const pair = usePair();

  it('is missed after a while, and the turn is paused', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Where is Grace?');
    await ada.window.views.openContainer('Interpair');
    await ada.window.runCommand('Interpair: Swap Roles');
    await grace.waitForRole('Driver');
    await pair().closeNotifications();
    await close(grace);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace driver, offline since /);
    const { buttons } = await ada.window.notifications.waitFor(gone, patience);
    assert.deepEqual(buttons, ['Take over', 'Wait']);
    const { icons } = await ada.window.statusBar.waitFor(/^Navigator /);
    assert.deepEqual(icons, ['debug-pause']);
  });

  it('loses the wheel to whoever takes it, and comes back to another role', async () => {
    const { ada, grace } = pair();
    await ada.window.notifications.click(gone, 'Take over');
    await ada.waitForRole('Driver');
    await grace.window.open();
    await grace.waitForRole('Navigator');
  });

  it('goes on where they were when they are back before that', async () => {
    const { ada, grace } = pair();
    await ada.window.runCommand('Interpair: Swap Roles');
    await grace.waitForRole('Driver');
    await pair().closeNotifications();
    await close(grace);
    await ada.window.notifications.waitFor(gone, patience);
    await grace.window.open();
    await grace.waitForRole('Driver');
    await ada.window.notifications.waitFor(/^Grace is back; the turn goes on\.$/);
    const { icons } = await ada.window.statusBar.waitFor(/^Navigator /);
    assert.deepEqual(icons, ['telescope']);
  });

  it('does not lose it to a notice of before', async () => {
    const { ada, grace } = pair();
    const { length } = await journalOf(ada);
    await ada.window.notifications.click(gone, 'Take over');
    await ada.window.runCommand('Interpair: Pause Turn');
    await grace.window.statusBar.waitFor(/^Driver /);
    const types = (await journalOf(ada)).slice(length).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => type !== 'driverMoved'),
      ['turnPaused'],
    );
  });
});
