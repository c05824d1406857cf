import assert from 'node:assert/strict';
import { useLivePair } from './livePair.ts';

const invite = /^[a-z-]+:\/\/interpair\.interpair\/join\?invite=interpair1_/;

describe('Live Share that never answers the host', () => {
  const live = useLivePair({ mode: 'notGranted', people: { Ada: { neverSettles: true } } });

  it('is waited for as long as the host wants to, whose session runs meanwhile', async () => {
    const { ada } = live();
    await ada.startBy('Who answers?', 'With Live Share');
    await ada.window.notifications.waitFor(/^Starting Live Share/);
    await ada.waitForRole('Driver');
    await ada.window.notifications.click(/Starting Live Share/, 'Cancel');
    const { buttons } = await ada.window.notifications.waitFor(
      /^Live Share has not started yet\. The paired session has started, and its invite is on the clipboard\.$/,
    );
    assert.deepEqual(buttons, ['Try again']);
    assert.match(await ada.window.readClipboard(), invite);
  });

  it('gets in the way of neither the clock nor the end', async () => {
    const { ada } = live();
    await ada.command('Pause Turn');
    await ada.command('Copy Invite');
    await ada.closeNotifications();
    await ada.command('End Session');
    await ada.window.notifications.waitForDialog(/End the session/);
    await ada.window.notifications.clickDialog('End now');
    await ada.window.notifications.waitFor(/^The session has ended; its recap is in/);
  });
});

for (const [what, quirk] of [
  ['that gives no API', { givesNothing: true }],
  ['whose host is signed out', { signedOut: true }],
] as const) {
  describe(`Live Share ${what}`, () => {
    const live = useLivePair({ mode: 'notGranted', people: { Ada: quirk } });

    it('leaves the host with the invite and another try', async () => {
      const { ada } = live();
      const { notifications } = ada.window;
      await ada.startBy('Who shares?', 'With Live Share');
      const said =
        /Live Share did not start; it may want you to sign in first\. The paired session has started, and its invite is on the clipboard\./;
      await notifications.waitFor(said);
      assert.match(await ada.window.readClipboard(), invite);
      await ada.waitForRole('Driver');
      await notifications.click(said, 'Try again');
      // Of what comes faster than a person clicks VS Code shows no toast, but has it in its list.
      await ada.window.runCommand('Notifications: Show Notifications');
      await ada.window.until(
        'nothing but the warning again',
        async () => {
          const [first, ...others] = await notifications.shown();
          return first?.severity === 'warning' && said.test(first.text) && others.length === 0;
        },
        { seen: () => notifications.shown() },
      );
    });
  });
}
