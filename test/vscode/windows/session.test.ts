import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { recordPaths, turnsOf, usePair } from './pair.ts';

const aboutSessions = /^Interpair: (?:Start|Join|Leave|End|Remove) .*Session$/;
const aboutTurns = /^Interpair: (?:Pause|Resume|Extend) Turn$/;

/** The commands that the palette offers for a filter, of those that match. */
async function offered(
  { window }: PairedWindow,
  filter: string,
  among: RegExp,
): Promise<readonly string[]> {
  const labels = await window.quickInput.commands(filter);
  return [...new Set(labels.filter((label) => among.test(label)))].sort();
}

/** Seconds on a clock such as `14:05`. */
function seconds(clock: string): number {
  const [minutes = Number.NaN, rest = Number.NaN] = clock.split(':').map(Number);
  return 60 * minutes + rest;
}

describe('a paired session in two windows', () => {
  const pair = usePair();
  let invite = '';

  it('is offered in the palette, without what only works in one', async () => {
    const { ada } = pair();
    assert.deepEqual(await offered(ada, 'Interpair: Session', aboutSessions), [
      'Interpair: Join Paired Session',
      'Interpair: Start Paired Session',
    ]);
    assert.deepEqual(await offered(ada, 'Interpair: Turn', aboutTurns), []);
    assert.deepEqual(await offered(ada, 'Interpair: Swap Roles', /Swap Roles/), []);
  });

  it('starts and is joined by pasting the invite with words around it', async () => {
    const { ada, grace } = pair();
    await ada.startSession('Does head 3 copy?');
    invite = await ada.window.readClipboard();
    await ada.waitForRole('Driver');
    await grace.join(`Hi Grace,\n\n  ${invite}\n\nsee you, Ada`);
    await grace.window.notifications.waitFor(/waiting to be let in by your partner/);
    await ada.letIn('Grace');
    await grace.waitForRole('Navigator');
    await grace.window.notifications.waitFor(/^You are in: Does head 3 copy\?$/);
    assert.match(invite, /^[a-z-]+:\/\/interpair\.interpair\/join\?invite=interpair1_[\w-]+$/);
  });

  it('shows both the same people, roles and clock', async () => {
    const { ada, grace } = pair();
    for (const { window } of [ada, grace]) {
      await window.views.openContainer('Interpair');
    }
    await ada.window.views.waitForTreeRow('Session', /^ +Ada \(you\) driver, until /);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    await grace.window.views.waitForTreeRow('Session', /^ +Ada driver, until /);
    await grace.window.views.waitForTreeRow('Session', /^ +Grace \(you\) navigator, drives next$/);
    assert.match(await sameClock(ada, grace), /^1[45]:\d\d$/);
  });

  it('has in the palette what each can do now', async () => {
    const { ada, grace } = pair();
    assert.deepEqual(await offered(ada, 'Interpair: Session', aboutSessions), [
      'Interpair: End Session',
      'Interpair: Remove Someone from the Session',
    ]);
    assert.deepEqual(await offered(grace, 'Interpair: Session', aboutSessions), [
      'Interpair: End Session',
      'Interpair: Leave Session',
    ]);
    assert.deepEqual(await offered(ada, 'Interpair: Turn', aboutTurns), [
      'Interpair: Extend Turn',
      'Interpair: Pause Turn',
    ]);
    assert.deepEqual(await offered(ada, 'Interpair: Take Over', /Take Over/), []);
    assert.deepEqual(await offered(grace, 'Interpair: Take Over', /Take Over/), [
      'Interpair: Take Over the Keyboard',
    ]);
  });

  it('is paused, resumed and extended for both', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Interpair: Pause Turn');
    for (const { window } of [ada, grace]) {
      await window.until('the pause in the status bar', async () =>
        (await window.statusBar.items()).some(({ icons }) => icons.includes('debug-pause')),
      );
    }
    const before = await sameClock(ada, grace);
    await ada.window.views.waitForTreeRow('Session', /driver, paused$/);
    await ada.window.runCommand('Interpair: Extend Turn');
    await ada.window.quickInput.pick('10 minutes');
    await ada.window.until('ten minutes more', async () => {
      const clock = await sameClock(ada, grace);
      return seconds(clock) === seconds(before) + 600;
    });
    await ada.window.runCommand('Interpair: Resume Turn');
    await grace.window.until('the clock to run again', async () => {
      const clock = await sameClock(ada, grace);
      return seconds(clock) < seconds(before) + 600;
    });
  });

  it('swaps once when both press Swap at the same moment', async () => {
    const { ada, grace } = pair();
    const before = await turnsOf(ada);
    await Promise.all(
      [ada, grace].map(async ({ window }) => {
        await window.page.keyboard.press('F1');
        await window.quickInput.type('>Interpair: Swap Roles');
        await window.until('Swap Roles in the palette', async () =>
          (await window.quickInput.items()).some(
            ({ label, focused }) => focused && label === 'Interpair: Swap Roles',
          ),
        );
      }),
    );
    await Promise.all([ada, grace].map(({ window }) => window.page.keyboard.press('Enter')));
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    await sameClock(ada, grace);
    assert.equal(await turnsOf(ada), before + 1);
  });

  it('goes on with the other at the keyboard when the driver leaves', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Interpair: Leave Session');
    await grace.window.notifications.waitFor(/^You left the session; its recap is in/);
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await ada.waitForRole('Driver');
    await ada.window.notifications.waitFor(/^You drive now\.$/);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace offline since /);
  });

  it('is joined again by opening the link', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Developer: Open URL');
    await grace.window.quickInput.waitFor('URL to open');
    await grace.window.quickInput.submit(invite);
    await grace.window.notifications.waitForDialog(/Allow 'Interpair' extension to open this URI/);
    await grace.window.notifications.clickDialog('Open');
    await grace.window.notifications.waitForDialog(/^A link wants you to join a paired session/);
    await grace.window.notifications.clickDialog('Join');
    await grace.waitForRole('Navigator');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
  });

  it('ends for both, and both have the same recap', async () => {
    const { ada, grace } = pair();
    await pair().end(grace);
    const [recap] = await recordPaths(ada, '.md');
    const [, second] = await recordPaths(grace, '.md');
    assert.ok(recap && second);
    const text = await readFile(recap, 'utf8');
    // Grace has one from when she left, so that this one and its picture have a number.
    const herText = await readFile(second, 'utf8');
    assert.equal(herText.replace('does-head-3-copy-2.svg', 'does-head-3-copy.svg'), text);
    assert.match(basename(recap), /^\d{4}-\d\d-\d\d-does-head-3-copy\.md$/);
    assert.match(basename(second), /^\d{4}-\d\d-\d\d-does-head-3-copy-2\.md$/);
    assert.match(
      text,
      /^# Does head 3 copy\?\n\n\*\*When:.* to .*\n\*\*Who:\*\* Ada \(started it\), Grace\n/,
    );
    assert.match(text, /: Grace, .* at the keyboard\n/);
    const pictures = [recap, second].map((path) => path.replace(/\.md$/, '.svg'));
    const [hers, theirs] = await Promise.all(pictures.map((path) => readFile(path, 'utf8')));
    assert.equal(hers, theirs);
  });

  it('is among the past sessions of both, where a click opens its preview', async () => {
    const { ada } = pair();
    const { views } = ada.window;
    await views.waitForTreeRow('Session', /^Start a paired session$/);
    await views.clickTreeRow('Session', /Past sessions/);
    await views.clickTreeRow('Session', /Does head 3 copy\?/);
    const preview = await views.webview(
      `Preview ${basename((await recordPaths(ada, '.md'))[0] ?? '')}`,
    );
    await preview.getByRole('heading', { name: 'Does head 3 copy?' }).waitFor();
    await preview.getByRole('img', { name: /^Who drove when, / }).waitFor();
  });
});
