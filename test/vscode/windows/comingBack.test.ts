import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { journalOf, recordPaths, turnsOf, usePair } from './pair.ts';

/** As when someone closes the tab: the window is gone, and its extension host with it. */
async function close({ window }: PairedWindow): Promise<void> {
  await window.page.goto('about:blank');
}

async function reopen({ window }: PairedWindow): Promise<void> {
  await window.open();
  await window.views.openContainer('Interpair');
}

async function waitUntilCutOff({ window }: PairedWindow): Promise<void> {
  await window.until('the connection to be looked for', async () =>
    (await window.statusBar.items()).some(
      ({ icons, text }) => icons.includes('sync') && /^(Driver|Navigator)/.test(text),
    ),
  );
}

async function waitUntilConnected({ window }: PairedWindow): Promise<void> {
  await window.until('the connection to be back', async () =>
    (await window.statusBar.items()).some(
      ({ icons, text }) => !icons.includes('sync') && /^(Driver|Navigator)/.test(text),
    ),
  );
}

describe('a session that is interrupted', () => {
  const pair = usePair();
  let invite = '';

  /** Nothing in the journal has touched the turn: its deadline is what it was. */
  async function assertSameTurn(before: number): Promise<void> {
    const types = (await journalOf(pair().ada)).slice(before).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => !/^participant(Disconnected|Returned)$/.test(type)),
      [],
    );
  }

  it('goes on after the guest reloads', async () => {
    const { ada, grace } = pair();
    invite = await pair().startTogether('Does it survive?');
    await pair().closeNotifications();
    await ada.window.views.openContainer('Interpair');
    const { length } = await journalOf(ada);
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
    await assertSameTurn(length);
  });

  it('goes on after its host reloads', async () => {
    const { ada, grace } = pair();
    const { length } = await journalOf(ada);
    await ada.window.reload();
    await ada.waitForRole('Driver');
    await waitUntilConnected(grace);
    await sameClock(ada, grace);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    await assertSameTurn(length);
  });

  it('shows a partner who closed the window as offline, and takes them back', async () => {
    const { ada, grace } = pair();
    const { length } = await journalOf(ada);
    await close(grace);
    await ada.window.views.waitForTreeRow('Session', /^ +Grace offline since /);
    const commands = await ada.window.quickInput.commands('Interpair: S');
    assert.ok(!commands.includes('Interpair: Swap Roles'), commands.join());
    await reopen(grace);
    await grace.waitForRole('Navigator');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    await sameClock(ada, grace);
    await assertSameTurn(length);
  });

  it('tells the guest that the host is out of reach, and works once it is back', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    const before = await turnsOf(ada);
    await close(ada);
    await waitUntilCutOff(grace);
    await grace.window.runCommand('Interpair: Swap Roles');
    const { severity } = await grace.window.notifications.waitFor(
      /^The connection to your partner is lost; Interpair is getting it back, so try again/,
    );
    assert.equal(severity, 'error');
    assert.equal((await grace.window.notifications.shown()).length, 1);
    const panel = await grace.questionPanel();
    await panel.getByText('The session is out of reach').waitFor();
    await reopen(ada);
    await ada.waitForRole('Driver');
    await waitUntilConnected(grace);
    assert.equal(await turnsOf(ada), before);
    await grace.window.runCommand('Interpair: Swap Roles');
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    assert.equal(await turnsOf(ada), before + 1);
  });

  it('goes on with the rest of a journal that was damaged, and says which line', async () => {
    const { ada, grace } = pair();
    await grace.window.runCommand('Interpair: Ask a Stupid Question');
    await grace.window.quickInput.waitFor('Ask a stupid question');
    await grace.window.quickInput.submit('What was in that line?');
    await ada.window.views.waitForTreeRow('Session', /What was in that line\?/);
    await pair().closeNotifications();
    await close(ada);
    await waitUntilCutOff(grace);
    const [journal = ''] = await recordPaths(ada, '.jsonl');
    const lines = (await readFile(journal, 'utf8')).split('\n');
    const broken = lines.findIndex((line) => line.includes('What was in that line'));
    lines[broken] = '{"revision": scrambled';
    await writeFile(journal, lines.join('\n'));
    await reopen(ada);
    const { severity } = await ada.window.notifications.waitFor(/is damaged/);
    assert.equal(severity, 'warning');
    const said = (await ada.window.notifications.shown()).map(({ text }) => text).join('\n');
    assert.ok(said.includes(basename(journal)), said);
    assert.ok(said.includes(`line ${broken + 1}:`), said);
    await ada.waitForRole('Navigator');
    assert.ok((await readFile(`${journal}.damaged-1`, 'utf8')).includes('scrambled'));
  });

  it('is joined again by a guest whose record no longer fits', async () => {
    const { ada, grace } = pair();
    await grace.window.notifications.waitFor(/which was repaired; join again with the same invite/);
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await grace.join(invite);
    await grace.waitForRole('Driver');
    await sameClock(ada, grace);
  });
});
