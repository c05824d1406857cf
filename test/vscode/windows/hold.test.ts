import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journalOf, usePair } from './pair.ts';

const untilFinished = 'until [ -e finished ]; do sleep 0.1; done\n';

describe('a turn held for a run, in two windows', () => {
  const pair = usePair({ files: { 'train.sh': untilFinished } });
  const flag = () => join(pair().ada.window.folder, 'finished');

  /** What was said of predictions, so far. */
  async function settled(): Promise<readonly unknown[]> {
    const events = await journalOf(pair().ada);
    return events.filter(({ type }) => type === 'predictionSettled').map(({ outcome }) => outcome);
  }

  it('is held for everyone, with what the driver predicts of the run', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Does the loss fall?');
    await ada.window.runCommand('Terminal: Create New Terminal');
    await ada.window.terminal.type('sh train.sh');
    await ada.command('Hold the Turn for a Run');
    const { quickInput } = ada.window;
    await quickInput.waitFor(/^Hold the turn for sh train\.sh \(1\/2\).*What do we expect it to/);
    await quickInput.submit('The loss falls');
    await quickInput.waitFor(/\(2\/2\).*How sure are we/);
    await quickInput.submit('80');
    await quickInput.waitUntilClosed();
    await grace.window.until('the turn to be held for Grace too', async () => {
      const commands = await grace.window.quickInput.commands('Interpair: Turn');
      return (
        commands.includes('Interpair: Resume Turn') &&
        !commands.includes('Interpair: Hold the Turn for a Run')
      );
    });
    const held = (await journalOf(ada)).find(({ type }) => type === 'turnHeld');
    assert.equal(held?.what, 'sh train.sh');
    assert.ok(held.prediction);
  });

  it('goes on for everyone when the run ends, and one of them says what came of it', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await writeFile(flag(), '');
    const over = /^The run has ended after [\d:]+; the turn goes on with 1[45]:\d\d left\. /;
    for (const [{ window }, who] of [
      [ada, 'You'],
      [grace, 'Ada'],
    ] as const) {
      const { text, buttons } = await window.notifications.waitFor(over);
      assert.match(text, new RegExp(`${who} predicted: The loss falls \\(80.%\\)\\. What came of`));
      assert.deepEqual(buttons, ['Came true', 'Did not', 'Later']);
    }
    await grace.window.notifications.click(/predicted: The loss falls/, 'Came true');
    await grace.window.until('it to be on the record', async () => (await settled()).length > 0);
    await ada.window.notifications.click(/predicted: The loss falls/, 'Did not');
    await ada.window.notifications.waitFor(/^This prediction is settled already: came true\./);
    assert.deepEqual(await settled(), ['cameTrue']);
    await pair().closeNotifications();
  });

  it('goes on for everyone when the terminal is killed', async () => {
    const { ada, grace } = pair();
    await rm(flag());
    await ada.window.runCommand('Terminal: Create New Terminal');
    await ada.window.terminal.type('sh train.sh');
    await ada.command('Hold the Turn for a Run');
    await ada.window.quickInput.waitFor(/What do we expect it to show/);
    await ada.window.quickInput.submit('');
    await ada.window.quickInput.waitUntilClosed();
    await ada.window.runCommand('Terminal: Kill All Terminals');
    for (const { window } of pair().both) {
      await window.notifications.waitFor(/^The run was stopped after [\d:]+; the turn goes on/);
    }
    await grace.waitForRole('Navigator');
  });
});
