import assert from 'node:assert/strict';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, turnsOf, usePair } from './pair.ts';

const begun = /Break until .+; (you drive|Ada drives|Grace drives) after it\./;
const over = /The break is over; (you drive|Ada drives|Grace drives) next\./;

describe('a break', () => {
  const pair = usePair({
    ada: { 'interpair.break.minutes': 0.3, 'interpair.break.afterTurns': 0 },
    grace: {
      'interpair.turn.minutes': 0.1,
      'interpair.break.minutes': 0.1,
      'interpair.break.afterTurns': 1,
    },
  });

  async function planFor({ window }: PairedWindow, when: string): Promise<void> {
    await window.runCommand('Interpair: Take a Break');
    await window.quickInput.waitFor('When?');
    await window.quickInput.pick(when);
  }

  it('is planned by one and seen to come by both', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Shall we rest?');
    for (const { window } of [ada, grace]) {
      await window.views.openContainer('Interpair');
    }
    await grace.window.runCommand('Interpair: Pause Turn');
    await planFor(ada, 'After this turn');
    await pair().bothShow(/^ +Break after this turn$/);
  });

  it('is called off by the other', async () => {
    await planFor(pair().grace, 'No break after all');
    await pair().ada.window.until('no break to be planned', async () =>
      (await pair().ada.window.views.treeRows('Session')).every((row) => !/Break/.test(row)),
    );
  });

  it('begins in the place of the swap, and is told and shown to both', async () => {
    const { ada, grace } = pair();
    await planFor(ada, 'After this turn');
    await pair().bothShow(/^ +Break after this turn$/);
    await pair().closeNotifications();
    const before = await turnsOf(ada);
    await grace.window.runCommand('Interpair: Swap Roles');
    for (const { window } of [ada, grace]) {
      const { icons, background } = await window.statusBar.waitFor(/^Break 00:\d\d$/);
      assert.deepEqual(icons, ['coffee']);
      assert.equal(background, 'none');
      const { buttons } = await window.notifications.waitFor(begun);
      assert.deepEqual(buttons, ['Start the next turn']);
    }
    await pair().bothShow(
      /^ +Break until .+$/,
      /^ +Ada( \(you\))? on a break$/,
      /^ +Grace( \(you\))? on a break, drives next$/,
    );
    assert.equal(await turnsOf(ada), before);
  });

  it('is told to be over, and waits for someone to start the next turn', async () => {
    const { ada, grace } = pair();
    for (const { window } of [ada, grace]) {
      const { buttons } = await window.notifications.waitFor(over);
      assert.deepEqual(buttons, ['Start the turn', '5 more minutes']);
      const { background } = await window.statusBar.waitFor(/^Break \+\d\d:\d\d$/);
      assert.equal(background, 'error');
    }
    await grace.window.notifications.click(over, 'Start the turn');
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    await ada.window.notifications.waitFor(/^Grace drives now; you navigate\.$/);
  });

  it('leaves no button that ends a later one', async () => {
    const { ada, grace } = pair();
    // Ada still has what she was told of the first break.
    await ada.window.notifications.waitFor(over);
    await planFor(grace, 'Now');
    await grace.window.statusBar.waitFor(/^Break /);
    await ada.window.notifications.click(over, 'Start the turn');
    await ada.window.runCommand('Interpair: Extend Turn');
    await ada.window.quickInput.waitFor('Extend the break');
    await ada.window.quickInput.pick('5 minutes');
    await grace.window.statusBar.waitFor(/^Break 0[45]:\d\d$/);
    const types = (await journalOf(ada)).map(({ type }) => type);
    assert.deepEqual(types.slice(-2), ['breakStarted', 'turnExtended']);
  });

  it('is cut short by whoever wants to go on', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await ada.window.runCommand('Interpair: Resume Turn');
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
  });

  it('is followed by another turn of the same driver where they pass over whoever is next', async () => {
    const { ada, grace } = pair();
    await planFor(ada, 'Now');
    await grace.window.statusBar.waitFor(/^Break /);
    await ada.window.runCommand('Interpair: Pass Over Whoever Is Next');
    await grace.window.notifications.waitFor(/^Ada has passed you over; Ada drives\.$/);
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
    await pair().end();
  });

  it('comes by itself after so many turns, and can be done without', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Shall we rest?', grace);
    await ada.window.notifications.waitFor(
      /^Grace's turn is over\. A break of 6 seconds comes next; then you drive\.$/,
    );
    const { buttons } = await grace.window.notifications.waitFor(
      /^Your turn is over\. A break of 6 seconds comes next; then Ada drives\.$/,
    );
    assert.deepEqual(buttons, ['Take the break', 'Swap now', '5 more minutes']);
    await ada.window.notifications.click(/turn is over/, 'Swap now');
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
    await pair().closeNotifications();
    await grace.window.notifications.waitFor(/^Ada's turn is over\. A break of 6 seconds/);
    await grace.window.notifications.click(/turn is over/, 'Take the break');
    await ada.window.statusBar.waitFor(/^Break /);
    const types = (await journalOf(grace)).map(({ type }) => type);
    assert.equal(types.filter((type) => type === 'breakStarted').length, 1);
  });
});
