import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { journalOf, turnsOf, usePair } from './pair.ts';

describe("a person's second window", () => {
  const pair = usePair({ ada: { 'interpair.turn.minutes': 0.5 } });
  let second: PairedWindow;
  let invite = '';

  it('joins as the same participant, without a question to anybody else', async () => {
    const { ada, grace } = pair();
    invite = await pair().startTogether('Who has two windows?');
    await ada.window.runCommand('Interpair: Pause Turn');
    await pair().closeNotifications();
    const folder = `${ada.window.folder}-library`;
    await mkdir(folder);
    second = new PairedWindow(await ada.window.openAnother(folder));
    await second.join(invite);
    await second.window.quickInput.waitFor('Who sits at this window?');
    await second.window.quickInput.pick(/Ada, in a second window/);
    await second.waitForRole('Driver');
    await sameClock(ada, second);
    await grace.window.views.openContainer('Interpair');
    await grace.window.views.waitForTreeRow('Session', /^ +Ada driver, paused$/);
    const rows = await grace.window.views.treeRows('Session');
    assert.equal(rows.filter((row) => /Ada/.test(row)).length, 1, rows.join('\n'));
    const joined = (await journalOf(ada)).filter(({ type }) => type === 'participantJoined');
    assert.equal(joined.length, 2);
  });

  it('has one clock with the first, and what is done in one is seen in both', async () => {
    const { ada, grace } = pair();
    await second.window.runCommand('Interpair: Resume Turn');
    await sameClock(ada, second);
    await sameClock(grace, second);
  });

  it('leaves the end of a turn to be told once', async () => {
    const { ada } = pair();
    const over = /^Your turn is over\. Grace drives next\.$/;
    const told = async (): Promise<string[]> => {
      const shown = await Promise.all(
        [ada, second].map(({ window }) => window.notifications.shown()),
      );
      return shown.flat().flatMap(({ text }) => (over.test(text) ? [text] : []));
    };
    await ada.window.until('the end of the turn', async () => (await told()).length > 0, {
      timeoutMs: 60_000,
    });
    // The other window would say it within a few seconds: until its clock has gone that far.
    await second.window.statusBar.waitFor(/^Swap \+00:0[6-9]$/, 30_000);
    assert.equal((await told()).length, 1);
    await second.window.runCommand('Interpair: Swap Roles');
    await ada.waitForRole('Navigator');
    await second.waitForRole('Navigator');
    assert.equal(await turnsOf(ada), 3);
  });

  it('comes back after a reload as the second window that it was', async () => {
    const { ada } = pair();
    await second.window.reload();
    await second.waitForRole('Navigator');
    await sameClock(ada, second);
  });

  it('is left without the person leaving the session', async () => {
    const { ada, grace } = pair();
    await second.window.runCommand('Interpair: Leave Session');
    await second.window.quickInput.pick(/With this window only/);
    await second.window.statusBar.waitFor(/^Interpair$/);
    await grace.window.views.waitForTreeRow('Session', /^ +Ada navigator, drives next$/);
    assert.ok(!(await journalOf(ada)).some(({ type }) => type === 'participantLeft'));
  });

  it('can be a partner at the same machine instead, who is asked for by name', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await ada.window.runCommand('Interpair: Extend Turn');
    await ada.window.quickInput.pick('15 minutes');
    await second.join(invite);
    await second.window.quickInput.waitFor('Who sits at this window?');
    await second.window.quickInput.pick(/Someone else/);
    await second.window.quickInput.waitFor('Your name as your partners see it');
    await second.window.quickInput.submit('Lin');
    await ada.letIn('Lin');
    await second.waitForRole('Navigator');
    await grace.window.views.waitForTreeRow('Session', /^ +Lin navigator, drives next$/);
    // Two people in one profile are two: each is told what concerns them.
    await pair().closeNotifications();
    await second.closeNotifications();
    await ada.window.runCommand('Interpair: Take Over the Keyboard');
    await ada.waitForRole('Driver');
    await second.window.runCommand('Interpair: Take Over the Keyboard');
    await ada.window.notifications.waitFor(/^Lin drives now/);
    await ada.window.runCommand('Interpair: Take Over the Keyboard');
    await second.window.notifications.waitFor(/^Ada drives now/);
    await second.window.runCommand('Interpair: Leave Session');
    await grace.window.views.waitForTreeRow('Session', /^ +Lin offline since /);
    await pair().end();
  });
});
