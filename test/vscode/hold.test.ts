import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { useInputs } from './inputs.ts';
import { JournalNews } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { startCell, startInTerminal } from './programs.ts';
import { workspaceFolder } from './workspace.ts';

const expected = /^What do we expect it to show/;
const sure = /^How sure are we/;

/** Runs until `finish` is called, and ends with this exit code. */
const untilFinished = (exitCode = 0) =>
  `sh -c 'until [ -e finished ]; do sleep 0.05; done; exit ${exitCode}'`;

const flag = () => join(workspaceFolder(), 'finished');
const finish = () => writeFile(flag(), '');

describe('a turn held for a run of this window', () => {
  const messages = hearMessages();
  const inputs = useInputs();
  const journal = new JournalNews();
  useSolo();
  before(startSession);
  beforeEach(async () => {
    // Also where the test before has failed.
    await run('resumeTurn');
    await journal.news();
  });
  afterEach(async () => {
    await rm(flag(), { force: true });
    for (const terminal of vscode.window.terminals) {
      terminal.dispose();
    }
  });

  /** Holds the turn by hand, with nothing predicted. */
  async function hold() {
    const holding = run('holdTurn');
    await inputs.type(expected, '');
    await holding;
    return journal.happened('turnHeld');
  }

  /** How the run ended after which the turn went on. */
  async function ended(): Promise<unknown> {
    const { run: end } = await journal.happened('turnResumed');
    return typeof end === 'object' && end !== null && 'outcome' in end ? end.outcome : end;
  }

  const said = (words: RegExp) => eventually(() => messages.said.some((text) => words.test(text)));

  it('is held for the command in the terminal, and goes on when that ends', async () => {
    await startInTerminal(untilFinished());
    const held = await hold();
    assert.equal(held.what, untilFinished());
    assert.equal(held.prediction, undefined);
    await finish();
    assert.equal(await ended(), 'done');
    await said(/^The run has ended after \d+:\d\d; the turn goes on with 1[45]:\d\d left\.$/);
  });

  it('has what was predicted of the run settled from the notice', async () => {
    await startInTerminal(untilFinished());
    const holding = run('holdTurn');
    await inputs.type(expected, 'The loss falls');
    await inputs.type(sure, '80');
    await holding;
    const [made, held, ...more] = await journal.news();
    assert.deepEqual([made?.type, held?.type, more], ['predictionMade', 'turnHeld', []]);
    assert.deepEqual([made?.text, made?.credence], ['The loss falls', 80]);
    assert.equal(held?.prediction, made?.id);
    messages.press = 'Came true';
    await finish();
    const news = await eventually(async () => {
      const events = await journal.news();
      return events.some(({ type }) => type === 'predictionSettled') && events;
    });
    const settled = news.at(-1);
    assert.deepEqual([settled?.id, settled?.outcome], [made?.id, 'cameTrue']);
    await said(/ left\. You predicted: The loss falls \(80.%\)\. What came of it\?$/);
  });

  it('asks what came instead, once it is on the record that it did not come true', async () => {
    await startInTerminal(untilFinished());
    const holding = run('holdTurn');
    await inputs.type(expected, 'The loss rises');
    await inputs.type(sure, '60');
    await holding;
    await journal.news();
    messages.press = 'Did not';
    await finish();
    await inputs.waitFor(/^What came instead/);
    const [, settled] = await journal.news();
    assert.deepEqual([settled?.outcome, settled?.note], ['failed', undefined]);
    await inputs.type(/^What came instead/, 'It fell');
    const noted = await journal.happened('predictionSettled');
    assert.deepEqual([noted.outcome, noted.note], ['failed', 'It fell']);
  });

  it('says so when the run failed', async () => {
    await startInTerminal(untilFinished(3));
    await hold();
    await finish();
    assert.equal(await ended(), 'failed');
    await said(/^The run has ended with an error after/);
  });

  it('goes on when the terminal is closed', async () => {
    const { terminal } = await startInTerminal(untilFinished());
    await hold();
    terminal.dispose();
    assert.equal(await ended(), 'stopped');
    await said(/^The run was stopped after/);
  });

  it('goes on when the run is interrupted', async () => {
    const { terminal } = await startInTerminal(untilFinished());
    await hold();
    terminal.sendText('\u0003', false);
    assert.equal(await ended(), 'stopped');
  });

  it('names no command that holds a key', async () => {
    await startInTerminal(`HF_TOKEN=abc123 ${untilFinished()}`);
    const held = await hold();
    assert.equal(held.what, undefined);
    assert.equal(typeof held.run, 'string');
    await finish();
    assert.equal(await ended(), 'done');
  });

  it('is held until someone goes on, where nothing runs that is meant to end', async () => {
    const { terminal } = await startInTerminal('tail -f /dev/null');
    const held = await hold();
    assert.deepEqual([held.what, held.run], [undefined, undefined]);
    terminal.dispose();
    await run('holdTurn');
    await said(/^The turn is held already; "Interpair: Resume Turn" goes on with it\.$/);
    await run('resumeTurn');
    assert.equal(await ended(), undefined);
  });

  it('is held for a cell of a notebook, and goes on when that ends', async () => {
    for (const [success, outcome] of [
      [true, 'done'],
      [false, 'failed'],
      [undefined, 'stopped'],
    ] as const) {
      const { execution, kernel } = await startCell();
      await eventually(() => execution.cell.executionSummary?.executionOrder === 1);
      const held = await hold();
      assert.match(String(held.what), /^Cell 1 of Untitled-\d+\.ipynb$/);
      execution.end(success, Date.now());
      assert.equal(await ended(), outcome);
      kernel.dispose();
    }
  });

  it('goes on when the notebook is closed whose cell runs', async () => {
    const { execution, kernel } = await startCell();
    await eventually(() => execution.cell.executionSummary?.executionOrder === 1);
    await hold();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    assert.equal(await ended(), 'stopped');
    kernel.dispose();
  });

  it('is held for a task, and goes on when that ends', async () => {
    const task = new vscode.Task(
      { type: 'shell' },
      vscode.TaskScope.Workspace,
      'train',
      'tests',
      new vscode.ShellExecution(untilFinished(3)),
    );
    const started = new Promise<void>((resolve) => {
      const listening = vscode.tasks.onDidStartTaskProcess(() => {
        listening.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(task);
    await started;
    const held = await hold();
    assert.equal(held.what, 'Task train');
    await finish();
    assert.equal(await ended(), 'failed');
  });

  it('is not held when the run ends while someone still types', async () => {
    const { ended: over } = await startInTerminal(untilFinished());
    const holding = run('holdTurn');
    await inputs.type(expected, 'The loss falls');
    await finish();
    await over;
    await inputs.type(sure, '80');
    await holding;
    await journal.happened('predictionMade');
    await said(/^The run has ended meanwhile; the turn goes on\.$/);
  });

  it('is not held when someone thinks better of it, or the turn is paused', async () => {
    const holding = run('holdTurn');
    await inputs.waitFor(expected);
    await inputs.escape();
    await holding;
    assert.deepEqual(await journal.news(), []);
    await run('pauseTurn');
    await journal.happened('turnPaused');
    await run('holdTurn');
    await said(/^The turn is paused; resume it first, then hold it for a run\.$/);
    assert.deepEqual(await journal.news(), []);
  });

  it('is held no more once the session is over', async () => {
    const { ended: over } = await startInTerminal(untilFinished());
    await hold();
    messages.press = 'End now';
    await run('endSession');
    await journal.happened('sessionEnded');
    await finish();
    await over;
    await said(/^The session has ended; its recap is in/);
    assert.deepEqual(await journal.news(), []);
  });
});
