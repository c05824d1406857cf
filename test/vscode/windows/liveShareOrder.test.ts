import { type PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { useLivePair } from './livePair.ts';

/** Where someone is who came with Live Share and did nothing for it. */
async function waitUntilIn({ window }: PairedWindow, hypothesis: string): Promise<void> {
  await window.notifications.waitFor(
    new RegExp(`^You are in Ada's session, which came with Live Share: ${hypothesis}$`),
  );
  await window.statusBar.waitFor(/^Navigator /);
}

describe('a guest of Live Share, which grants a service', () => {
  // Both come in so late that Interpair has looked for them before.
  const live = useLivePair({
    mode: 'granted',
    people: { Grace: { roleLate: 3_000, serviceLate: 3_000 } },
  });

  async function endSession(): Promise<void> {
    await live().ada.command('End Session');
    await live().ada.window.notifications.waitForDialog(/End the session for everyone/);
    await live().ada.window.notifications.clickDialog('End now');
    for (const person of live().both) {
      await person.window.notifications.waitFor(/^The session has ended/);
      await person.closeNotifications();
    }
  }

  it('is in a session that starts later, with an invite that they need not have', async () => {
    await live().startLiveShare();
    const { ada } = live();
    const grace = await live().arrive();
    await ada.startSession('Which came first?');
    await waitUntilIn(grace, 'Which came first\\?');
    await sameClock(ada, grace);
    await endSession();
  });

  it('is in a session that Live Share was started for afterwards', async () => {
    const { ada } = live();
    await live().endLiveShare();
    await ada.startSession('And now?');
    await live().startLiveShare();
    const grace = await live().arrive();
    await waitUntilIn(grace, 'And now\\?');
    await sameClock(ada, grace);
  });
});
