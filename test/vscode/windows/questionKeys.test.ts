import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { usePair } from './pair.ts';

describe('the question panel in a window of VS Code', () => {
  const pair = usePair({ grace: { 'interpair.questions.nudgeMinutes': 0.1 } });
  let gracePanel: FrameLocator;

  /** The number on Interpair's icon; empty for none. */
  const badge = async ({ window }: PairedWindow) => {
    const icon = window.page.locator('.activitybar .action-item', {
      has: window.page.locator('a.action-label[aria-label^="Interpair"]'),
    });
    const content = icon.locator('.badge-content');
    return (await content.isVisible()) ? await content.innerText() : '';
  };
  const waitForBadge = (person: PairedWindow, text: string) =>
    person.window.until(`the badge "${text}"`, async () => (await badge(person)) === text);

  it('reminds the navigator to ask, by a badge even before it was shown', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Do heads add up?');
    await waitForBadge(grace, '1');
    assert.equal(await badge(ada), '', 'who drives is left alone');
    gracePanel = await grace.questionPanel();
    await gracePanel.getByText('Nothing asked for 6 seconds').waitFor();
    assert.equal(await badge(grace), '1', 'one badge, now on the panel');
  });

  it('lets one ask by keyboard, which the other sees without losing the focus', async () => {
    const { ada, grace } = pair();
    await gracePanel.locator('#question').focus();
    await grace.window.page.keyboard.press('o');
    await grace.window.page.keyboard.type('Why pan?');
    await grace.window.page.keyboard.press('Enter');
    await gracePanel.locator('li.open').waitFor();
    assert.equal(await gracePanel.locator('.nudged').count(), 0);
    await waitForBadge(ada, '1');
    assert.equal(await ada.window.page.locator('.pane-header[aria-label^="Stupid"]').count(), 0);
  });

  it('lets one answer by keyboard, each key in its place', async () => {
    const { ada } = pair();
    const panel = await ada.questionPanel();
    await panel.locator('#question').focus();
    const { keyboard } = ada.window.page;
    await keyboard.press('j');
    await keyboard.press('Enter');
    await keyboard.type('Copper, pass it on.');
    await keyboard.press('Control+Enter');
    await gracePanel.locator('li.breakthrough').getByText('Copper, pass it on.').waitFor();
    await keyboard.press('r');
    await gracePanel.locator('li.open').waitFor();
    await waitForBadge(ada, '1');
    await keyboard.press('p');
    await gracePanel.locator('li.parked').waitFor();
    await waitForBadge(ada, '');
  });
});
