import assert from 'node:assert/strict';
import { usePair } from './pair.ts';

const reached = /The session was to end at .+\./;

describe('the planned end of a session', () => {
  const pair = usePair();

  it('is understood before it is set, and then shown to both', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Until when?');
    for (const { window } of [ada, grace]) {
      await window.views.openContainer('Interpair');
    }
    const { quickInput } = grace.window;
    await grace.window.runCommand('Interpair: Set When the Session Ends');
    await quickInput.waitFor('The session has no planned end.');
    await quickInput.type('tea time');
    await quickInput.waitFor(/Type a time such as 15:30 or 3:30 pm, or minutes from now/);
    await quickInput.type('1 min');
    await quickInput.waitFor(/The session ends at .+, in 1 minute\./);
    await quickInput.submit();
    await pair().bothShow(/^ +Ends at .+$/);
    await ada.window.notifications.waitFor(/^Grace has set the session to end at .+\.$/);
  });

  it('is told to both when it has come, in the place of the end of the turn', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    for (const { window } of [ada, grace]) {
      const { buttons } = await window.notifications.waitFor(reached, 90_000);
      assert.deepEqual(buttons, ['Look back and end', '15 more minutes']);
      await window.statusBar.waitFor(/^Swap \+/);
      const shown = await window.notifications.shown();
      assert.equal(shown.length, 1, JSON.stringify(shown));
    }
  });

  it('is put off by one, and then the turn alone is over', async () => {
    const { ada, grace } = pair();
    await grace.window.notifications.click(reached, '15 more minutes');
    await ada.window.notifications.waitFor(/^Your turn is over\. Grace drives next\.$/);
    await ada.window.notifications.click(reached, 'Look back and end');
    await ada.window.notifications.click(/Your turn is over/, 'Swap now');
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    await pair().end();
  });
});
