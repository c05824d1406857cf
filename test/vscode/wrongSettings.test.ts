import assert from 'node:assert/strict';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { journalEvents } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { configure, forgetRecords } from './workspace.ts';

const started = v.object({
  type: v.literal('sessionStarted'),
  turns: v.looseObject({ length: v.number(), onExpiry: v.string() }),
});
const minute = 60_000;
const open = 'Open settings';

describe('a session that is started with settings it can not go by', () => {
  useSolo();

  // Ends each session while it is still heard what is said.
  afterEach(async () => {
    messages.press = 'End now';
    await run('endSession');
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
    for (const setting of ['turn.minutes', 'turn.onExpiry', 'break.minutes']) {
      await configure(setting, undefined);
    }
    await forgetRecords();
  });

  const messages = hearMessages();

  async function turnsOfSession() {
    const [first] = await journalEvents();
    return v.parse(started, first).turns;
  }

  for (const [value, said] of [
    [0, '0; it has to be from 0.1 to 240'],
    [-5, '-5; it has to be from 0.1 to 240'],
    [1e9, '1000000000; it has to be from 0.1 to 240'],
    ['abc', '"abc"; it has to be a number from 0.1 to 240'],
  ] as const) {
    it(`says so of turns of ${value} minutes, which then take 15`, async () => {
      await configure('turn.minutes', value);
      await startSession();
      assert.deepEqual(messages.said, [
        `interpair.turn.minutes is ${said}, so a turn takes 15 minutes.`,
      ]);
      assert.equal((await turnsOfSession()).length, 15 * minute);
    });
  }

  it('says so of several at once, and leads to them', async () => {
    await configure('turn.onExpiry', 'swap');
    await configure('break.minutes', null);
    messages.press = open;
    await startSession();
    assert.equal(messages.said.length, 1);
    assert.match(messages.said[0] ?? '', /onExpiry is "swap"; .* interpair\.break\.minutes is /);
    assert.equal((await turnsOfSession()).onExpiry, 'ask');
    await eventually(() =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => label === 'Settings'),
      ),
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says nothing of half a minute, which a turn may take', async () => {
    await configure('turn.minutes', 0.5);
    await startSession();
    assert.deepEqual(messages.said, []);
    assert.equal((await turnsOfSession()).length, minute / 2);
  });
});
