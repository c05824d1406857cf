import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { accepting } from './inputs.ts';
import { JournalNews } from './journalNews.ts';
import { hearMessages } from './messages.ts';

describe('the turn of someone alone', () => {
  const messages = hearMessages();
  const journal = new JournalNews();
  useSolo();

  before(async () => {
    await startSession();
    await journal.news();
  });

  it('plans a break after it at Enter, and calls it off at the next', async () => {
    await accepting(run('takeBreak'));
    assert.equal((await journal.happened('breakPlanned')).planned, true);
    await accepting(run('takeBreak'));
    assert.equal((await journal.happened('breakPlanned')).planned, false);
  });

  it('begins anew', async () => {
    await run('restartTurn');
    assert.equal((await journal.happened('turnStarted')).reason, 'restarted');
  });

  it('gives way to a break at once, which can be extended, and goes on after it', async () => {
    await picking('Now', () => run('takeBreak'));
    await journal.happened('breakStarted');
    await run('extendTurn', 5);
    await journal.happened('turnExtended');
    await run('resumeTurn');
    assert.equal((await journal.happened('turnStarted')).reason, 'afterBreak');
  });

  it('is not extended by what no turn is extended by, and says so', async () => {
    for (const minutes of [0, -5, 1e9, Number.NaN]) {
      await run('extendTurn', minutes);
      const said = messages.said.at(-1) ?? '';
      assert.match(said, /^A turn can't be extended by .* minutes; give the command a number/);
    }
    assert.deepEqual(await journal.news(), []);
  });

  it('has nobody to pass over, and says so', async () => {
    await run('skipNext');
    assert.match(
      messages.said.at(-1) ?? '',
      /^Nobody else is here to pass over; invite a partner first\.$/,
    );
    assert.deepEqual(await journal.news(), []);
  });

  it('has no planned end where nothing is typed', async () => {
    await accepting(run('planEnd'));
    assert.deepEqual(await journal.news(), []);
  });

  it('ends for good after a look back, without being asked again', async () => {
    await accepting(run('endSession', 'lookBackAndEnd'));
    await journal.happened('sessionEnded');
    assert.ok(!messages.said.some((said) => /^End the session/.test(said)), messages.said.join());
  });
});

/** Runs something while whoever is asked to pick picks the entry of this label. */
async function picking(label: string, work: () => Promise<void>): Promise<void> {
  const { showQuickPick } = vscode.window;
  Reflect.set(vscode.window, 'showQuickPick', (items: readonly vscode.QuickPickItem[]) =>
    Promise.resolve(items.find((item) => item.label === label)),
  );
  try {
    await work();
  } finally {
    Reflect.set(vscode.window, 'showQuickPick', showQuickPick);
  }
}
