import assert from 'node:assert/strict';
import { encodeInvite, parseInvite } from '../../../src/protocol/invite.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { usePair } from './pair.ts';

/** Types into the join box and returns what it says of it, while Enter does nothing. */
async function objection({ window }: PairedWindow, pasted: string, said: RegExp): Promise<void> {
  await window.quickInput.type(pasted);
  await window.quickInput.waitFor(said);
  await window.quickInput.submit();
  assert.ok(await window.quickInput.isOpen());
}

describe('an invite that leads nowhere', () => {
  const pair = usePair();
  let invite = '';

  /** Joins in vain: one sentence says why, and nothing is left hanging. */
  async function assertRefused(pasted: string, sentence: RegExp): Promise<void> {
    const { grace } = pair();
    await grace.join(pasted);
    const { severity } = await grace.window.notifications.waitFor(sentence);
    assert.equal(severity, 'error');
    await grace.window.until('nothing but that sentence', async () => {
      const shown = await grace.window.notifications.shown();
      return shown.length === 1;
    });
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await grace.closeNotifications();
  }

  it('is objected to as it is pasted, if it is none', async () => {
    const { ada, grace } = pair();
    await ada.startSession('Is this thing on?');
    invite = await ada.window.readClipboard();
    await grace.window.runCommand('Interpair: Join Paired Session');
    await grace.window.quickInput.waitFor('Paste the invite');
    await objection(grace, 'https://example.org', /This is not an Interpair invite; ask/);
  });

  it('is objected to as it is pasted, if it is cut off', async () => {
    const { grace } = pair();
    await objection(grace, invite.slice(0, -5), /This invite is cut off or altered; ask/);
    await grace.window.quickInput.cancel();
  });

  it('is refused with the wrong secret', async () => {
    const real = parseInvite(invite);
    assert.ok(real.ok);
    const forged = encodeInvite({ ...real.value, secret: 'A'.repeat(22) });
    await assertRefused(forged, /did not accept this invite; ask for a new one/);
  });

  it('is refused for another session', async () => {
    const real = parseInvite(invite);
    assert.ok(real.ok);
    const old = encodeInvite({ ...real.value, sessionId: 'an-earlier-one' });
    await assertRefused(old, /Another session runs where this invite leads.*ask for a new invite/);
  });

  it('is refused where nobody answers', async () => {
    const { ada } = pair();
    await ada.window.page.goto('about:blank');
    await assertRefused(invite, /Nobody answers at 127\.0\.0\.1:\d+; your partner may be offline/);
    await ada.window.open();
    await ada.waitForRole('Driver');
  });

  it('is refused after the session has ended', async () => {
    const { ada } = pair();
    await ada.window.runCommand('Interpair: End Session');
    await ada.window.notifications.waitForDialog(/End the session for everyone/);
    await ada.window.notifications.clickDialog('End now');
    await ada.window.notifications.waitFor(/its recap is in/);
    await assertRefused(invite, /The session has ended; start a new one, or ask your partner/);
  });
});
