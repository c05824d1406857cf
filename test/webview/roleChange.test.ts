import assert from 'node:assert/strict';
import { underWay } from './questionPanelModels.ts';
import type { QuestionPanelPage } from './questionPanelPage.ts';
import { usePanel } from './usePanel.ts';

/** Notes each time that a screen reader would speak from now on. */
const listen = `
  window.said = [];
  new MutationObserver(() => {
    window.said.push(document.querySelector('[role=status]').textContent.trim());
  }).observe(document.querySelector('[role=status]'), {
    characterData: true, childList: true, subtree: true,
  });
`;

async function said({ page }: QuestionPanelPage): Promise<readonly string[]> {
  return page.evaluate<string[]>('window.said');
}

describe('a change of roles in the panel', function () {
  this.timeout(60_000);
  const open = usePanel();
  const driving = { ...underWay, announcement: 'You drive.' };
  const navigating = { ...underWay, announcement: 'You navigate.' };

  it('is spoken once when it comes, and not again with what is drawn later', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(listen);
    await panel.show(driving);
    await panel.show(driving);
    await panel.show({ ...driving, canAsk: false });
    await panel.show(driving);
    await panel.show(navigating);
    assert.deepEqual(await said(panel), ['You drive.', 'You navigate.']);
  });

  it('is not spoken where a notice tells of it, and is the next time', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(listen);
    await panel.show(driving);
    await panel.show(underWay);
    assert.deepEqual(await said(panel), ['You drive.']);
    await panel.show(driving);
    assert.deepEqual(await said(panel), ['You drive.', 'You drive.']);
  });

  it('is not spoken again when the panel is hidden and shown', async () => {
    const panel = await open();
    await panel.page.evaluate(listen);
    await panel.show(driving);
    assert.deepEqual(await said(panel), []);
  });

  it('is told politely by the one region that tells anything', async () => {
    const panel = await open(underWay);
    const live = panel.page.locator('[aria-live], [role=status], [role=alert], [role=log]');
    assert.equal(await live.count(), 1);
    await panel.show(driving);
    assert.match(await panel.page.locator('main').ariaSnapshot(), /^ +- status: You drive\.$/m);
  });
});
