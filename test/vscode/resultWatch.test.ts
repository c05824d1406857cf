import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ResultWatch } from '../../src/platform/code/resultWatch.ts';
import { Runs } from '../../src/platform/code/runs.ts';
import { Emitter } from '../../src/util/emitter.ts';
import { Play, start } from '../unit/core/play.ts';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { JournalNews } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { startCell, startInTerminal } from './programs.ts';
import { workspaceFolder } from './workspace.ts';

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function savePicture(folder: string, name: string): Promise<void> {
  await mkdir(join(workspaceFolder(), folder), { recursive: true });
  await writeFile(join(workspaceFolder(), folder, name), picture);
}

/** Runs a command line in a terminal and waits until it is over. */
async function runInTerminal(commandLine: string): Promise<void> {
  const { terminal, ended } = await startInTerminal(commandLine);
  await ended;
  terminal.dispose();
}

/** Runs a cell of a new notebook with a kernel that gives these outputs. */
async function runCell(outputs: vscode.NotebookCellOutput[]): Promise<void> {
  const { execution, kernel } = await startCell();
  await execution.appendOutput(outputs);
  execution.end(true);
  kernel.dispose();
}

describe('results that come up while the driver runs code', () => {
  const messages = hearMessages();
  const journal = new JournalNews();
  useSolo();

  before(async () => {
    await startSession();
    await journal.news();
  });

  it('are a figure that was saved in the project', async () => {
    await savePicture('figures', 'probe.png');
    const seen = await journal.happened('resultSeen');
    assert.deepEqual([seen.kind, seen.text], ['figure', 'figures/probe.png']);
  });

  it('are all figures that were saved at once', async () => {
    for (const name of ['one.png', 'two.png', 'three.png']) {
      await savePicture('figures', name);
    }
    const seen: unknown[] = [];
    await eventually(async () => {
      seen.push(...(await journal.news()).map(({ text }) => text));
      return seen.length >= 3;
    });
    assert.deepEqual(
      new Set(seen),
      new Set(['one', 'two', 'three'].map((n) => `figures/${n}.png`)),
    );
  });

  it('are a score that a program printed, of which nothing else is kept', async () => {
    await runInTerminal(`python3 -c "print('token hf_secret\\naccuracy of probe: 0.' + '93')"`);
    const seen = await journal.happened('resultSeen');
    assert.deepEqual([seen.kind, seen.text], ['score', 'accuracy 0.93']);
  });

  it('are a figure and a score in the output of a cell', async () => {
    await runCell([
      new vscode.NotebookCellOutput([new vscode.NotebookCellOutputItem(picture, 'image/png')]),
      new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.stdout('AUC 0.8\n')]),
    ]);
    const seen = await eventually(async () => {
      const news = await journal.news();
      return news.length > 0 && news;
    });
    const both = [...seen, ...(seen.length < 2 ? [await journal.happened('resultSeen')] : [])];
    assert.deepEqual(
      new Map(both.map(({ kind, text }) => [kind, text])),
      new Map([
        ['figure', undefined],
        ['score', 'AUC 0.8'],
      ]),
    );
  });

  it('are not the pictures of packages, nor what other programs print', async () => {
    await savePicture('.venv/lib/site-packages/x', 'icon.png');
    await savePicture('.interpair/sessions', 'session.png');
    await runInTerminal('echo "accuracy: 0.5"');
    await savePicture('figures', 'last.png');
    const seen = await journal.happened('resultSeen');
    assert.equal(seen.text, 'figures/last.png');
  });

  it('are not looked for once the session is over', async () => {
    messages.press = 'End now';
    await run('endSession');
    await journal.happened('sessionEnded');
    await savePicture('figures', 'late.png');
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
    assert.deepEqual(await journal.news(), []);
  });
});

describe('results that come up in the window of someone who does not drive', () => {
  const scored = 'accuracy: 0.93\n';

  /** What is looked at of a program that prints a score in the window of `me`. */
  async function lookedAt(me: string, { session }: Play): Promise<readonly string[]> {
    const runs = new Runs(() => start);
    const seen: string[] = [];
    const changed = new Emitter<unknown>();
    const replica = { session, now: () => start, dispatch: () => Promise.resolve() };
    const after = () => {
      seen.push('looked');
      return { dispose: () => undefined };
    };
    const watch = new ResultWatch(
      { active: { me, connection: 'connected', replica }, onDidChange: changed.event },
      runs,
      { after, every: after },
      { note: (_doing, error) => assert.fail(String(error)) },
    );
    try {
      changed.fire(undefined);
      const read = async function* () {
        seen.push('read');
        yield scored;
      };
      runs.start({}, {}, { commandLine: 'python probe.py', read });
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      watch.dispose();
    }
    return seen;
  }

  it('are not looked for, and its terminals are not read', async () => {
    assert.deepEqual(await lookedAt('ada', Play.pair()), ['read', 'looked']);
    assert.deepEqual(await lookedAt('grace', Play.pair()), []);
  });
});
