import assert from 'node:assert/strict';
import { sameClock } from '../../support/pairedWindow.ts';
import { turnsOf, usePair } from './pair.ts';

const over = /turn is over/;

describe('the end of a turn', () => {
  const pair = usePair({
    ada: {
      'interpair.turn.minutes': 0.1,
      'interpair.turn.onExpiry': 'auto',
      'interpair.turn.graceSeconds': 2,
    },
    grace: { 'interpair.turn.minutes': 0.1 },
  });

  it('is told once in each window, and shown as overtime', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Who is next?', grace);
    await grace.window.notifications.waitFor(/^Your turn is over\. Ada drives next\.$/);
    await ada.window.notifications.waitFor(/^Grace's turn is over\. You drive next\.$/);
    for (const { window } of [ada, grace]) {
      const { background } = await window.statusBar.waitFor(/^Swap \+\d+:\d\d$/);
      assert.equal(background, 'error');
      const told = (await window.notifications.shown()).filter(({ text }) => over.test(text));
      assert.equal(told.length, 1);
      assert.deepEqual(told[0]?.buttons, ['Swap now', '5 more minutes']);
    }
  });

  it('swaps once although both press Swap now', async () => {
    const { ada, grace } = pair();
    const before = await turnsOf(grace);
    await Promise.all(
      [ada, grace].map(({ window }) => window.notifications.click(over, 'Swap now')),
    );
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
    assert.equal(await turnsOf(grace), before + 1);
  });

  it('can be put off by five minutes', async () => {
    const { ada, grace } = pair();
    await grace.window.notifications.waitFor(/^Ada's turn is over/);
    await grace.window.notifications.click(/Ada's turn is over/, '5 more minutes');
    await ada.waitForRole('Driver');
    assert.match(await sameClock(ada, grace), /^0[45]:\d\d$/);
    await pair().end(ada);
  });

  it('swaps by itself after the grace period, if the starter set it so', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Who is next?', ada);
    await ada.window.notifications.waitFor(
      /^Your turn is over\. Roles swap in [12] seconds?; finish/,
    );
    await grace.window.notifications.waitFor(/^Ada's turn is over\. Roles swap in [12] seconds?;/);
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    await grace.window.notifications.waitFor(/^You drive now\.$/);
    await ada.window.notifications.waitFor(/^Grace drives now; you navigate\.$/);
    await sameClock(ada, grace);
  });
});
