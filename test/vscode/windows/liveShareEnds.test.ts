import assert from 'node:assert/strict';
import { sameClock } from '../../support/pairedWindow.ts';
import { type LivePair, useLivePair } from './livePair.ts';
import { journalOf } from './pair.ts';

const hypothesis = 'Does it outlive Live Share?';
const came = /^You are in Ada's session, which came with Live Share: Does it outlive Live Share\?$/;
const isOver =
  /^Live Share is over, and with it the connection to your partner; ask them for an invite to go on\.$/;
const hasEnded =
  /^Live Share has ended; the paired session goes on\. Share again, or send the invite to whoever reaches this machine\.$/;

/** A session that Grace is in because she came with Live Share. */
async function begin(live: LivePair): Promise<void> {
  const { ada } = live;
  await ada.startBy(hypothesis, 'With Live Share');
  await ada.window.notifications.waitFor(/^The session has started/);
  const grace = await live.arrive();
  await grace.window.notifications.waitFor(came);
  await grace.waitForRole('Navigator');
  await ada.window.notifications.waitFor(/^Grace has joined the session\.$/);
  await live.pair.closeNotifications();
  await ada.window.views.openContainer('Interpair');
}

/** The two are in the one session that there is, and Ada was asked about nobody. */
async function assertSameTwo({ ada, grace }: LivePair): Promise<void> {
  await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
  const people = (await ada.window.views.treeRows('Session')).filter((row) => /Grace/.test(row));
  assert.equal(people.length, 1, people.join('\n'));
  await sameClock(ada, grace);
  const types = (await journalOf(ada)).map(({ type }) => type);
  const count = (wanted: string) => types.filter((type) => type === wanted).length;
  assert.equal(count('sessionStarted'), 1);
  assert.equal(count('participantJoined'), 2);
  assert.equal(count('turnStarted'), 2, types.join());
}

describe('a paired session whose Live Share ends', () => {
  const live = useLivePair({ mode: 'granted', people: { Grace: { staysOpen: true } } });

  it('goes on at its host, and tells both once what to do now', async () => {
    await begin(live());
    const { ada, grace } = live();
    await live().endLiveShare();
    for (const [{ window }, sentence, button] of [
      [ada, hasEnded, 'Copy invite'],
      [grace, isOver, 'Join with an invite'],
    ] as const) {
      const { buttons, severity } = await window.notifications.waitFor(sentence);
      assert.deepEqual([buttons, severity], [[button], 'info']);
      assert.equal((await window.notifications.shown()).length, 1);
    }
    await ada.window.views.waitForTreeRow('Session', /^ +Grace offline since /);
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
  });

  it('takes the guest back by the invite, as who they were', async () => {
    const { ada, grace } = live();
    await ada.command('Copy Invite');
    await ada.window.notifications.waitFor(/^The invite is on the clipboard/);
    await grace.join(await ada.window.readClipboard());
    await grace.window.notifications.waitFor(/^You are in again: Does it outlive Live Share\?$/);
    await assertSameTwo(live());
    await live().pair.closeNotifications();
  });

  it('has the guest by Live Share again when it is started again', async () => {
    await live().startLiveShare();
    const grace = await live().arrive();
    await grace.window.notifications.waitFor(came);
    assert.equal(await grace.window.quickInput.isOpen(), false);
    await assertSameTwo(live());
    await live().pair.closeNotifications();
  });

  it('goes on after its host reloads, which ends Live Share', async () => {
    const { ada, grace } = live();
    await Promise.all([ada.window.reload(), grace.window.notifications.waitFor(isOver)]);
    await ada.waitForRole('Driver');
    await grace.closeNotifications();
    await live().startLiveShare();
    await live().arrive();
    await grace.window.notifications.waitFor(came);
    await assertSameTwo(live());
    assert.deepEqual(await ada.window.notifications.shown(), []);
  });
});

describe("a paired session whose Live Share closes the guest's folder as it ends", () => {
  const live = useLivePair({ mode: 'granted' });

  it('takes the guest back in an empty window, by the invite, as who they were', async () => {
    await begin(live());
    const { ada, grace } = live();
    await live().endLiveShare();
    await ada.window.notifications.click(/Live Share has ended/, 'Copy invite');
    await ada.window.notifications.waitFor(/^The invite is on the clipboard/);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace offline since /);
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await grace.join(await ada.window.readClipboard());
    await grace.window.notifications.waitFor(/^You are in: Does it outlive Live Share\?$/);
    await grace.waitForRole('Navigator');
    await assertSameTwo(live());
  });
});
