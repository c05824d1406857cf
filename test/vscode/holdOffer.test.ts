import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Session } from '../../src/core/session.ts';
import { HoldDesk } from '../../src/features/hold/holdDesk.ts';
import { HoldEnd } from '../../src/features/hold/holdEnd.ts';
import { HoldOffers } from '../../src/features/hold/holdOffers.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import { SessionReplica } from '../../src/log/sessionReplica.ts';
import { systemTimers } from '../../src/log/timers.ts';
import { Alarm } from '../../src/platform/alarm.ts';
import { type Run, type RunAhead, Runs } from '../../src/platform/code/runs.ts';
import { watchRuns } from '../../src/platform/code/watchRuns.ts';
import { sessionOf } from '../../src/platform/session/activeSession.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { reasonOf } from '../../src/util/humanError.ts';
import { WorkspaceMemory } from '../support/workspaceMemory.ts';
import { startSession } from '../unit/core/play.ts';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { startInTerminal } from './programs.ts';
import { workspaceFolder } from './workspace.ts';

const train = `sh -c 'until [ -e trained ]; do sleep 0.05; done'`;
const offered = `${train} has run for a minute. Hold the turn until it ends?`;
const flag = () => join(workspaceFolder(), 'trained');

interface DriversWindow {
  turn(): Session['turn'];
  pause(): Promise<void>;
  close(): void;
  /** What a prediction was asked for of. */
  readonly predicted: readonly (RunAhead | undefined)[];
  /** Why the turn was not held. */
  readonly refused: readonly string[];
}

/** This window as Ada's, who drives, where a run is one to wait for after a moment. */
async function driversWindow(state: vscode.Memento): Promise<DriversWindow> {
  const store = new DisposableStore();
  const replica = new SessionReplica(new LocalLog({ clock: Date.now }).as('ada'), 'ada');
  await replica.dispatch(startSession());
  const active = { me: 'ada', connection: 'connected', replica } as const;
  const sessions = { active, onDidChange: replica.onDidChange, requireConnected: () => active };
  const runs = store.add(new Runs(Date.now));
  store.add(watchRuns(runs));
  const predicted: (RunAhead | undefined)[] = [];
  const refused: string[] = [];
  const predictThenHold = async (run: RunAhead | undefined) => {
    predicted.push(run);
    return true;
  };
  const parts = { sessions, runs, now: Date.now };
  const desk = new HoldDesk({ ...parts, state, predictThenHold });
  const offer = (due: readonly Run[]) => {
    desk.offer(due).catch((error: unknown) => refused.push(reasonOf(error)));
  };
  const alarm = new Alarm(systemTimers);
  store.add(new HoldOffers({ ...parts, alarm, patience: 300, offer }));
  store.add(new HoldEnd(sessions, runs, (error) => assert.fail(reasonOf(error))));
  return {
    turn: () => sessionOf(active).turn,
    pause: () => replica.dispatch({ type: 'pauseTurn' }),
    close: () => store.dispose(),
    predicted,
    refused,
  };
}

describe('the offer to hold the turn for a command in the terminal', () => {
  const messages = hearMessages();
  let window: DriversWindow | undefined;

  async function open(state: vscode.Memento = new WorkspaceMemory()): Promise<DriversWindow> {
    window = await driversWindow(state);
    return window;
  }

  /** A window in which this button is pressed on the offer that comes. */
  async function taking(button: string, state?: vscode.Memento): Promise<DriversWindow> {
    const opened = await open(state);
    messages.press = button;
    await startInTerminal(train);
    return opened;
  }

  afterEach(async () => {
    window?.close();
    await rm(flag(), { force: true });
    for (const terminal of vscode.window.terminals) {
      terminal.dispose();
    }
  });

  /** Has the person press a button only when they are told to, whatever happens meanwhile. */
  function hesitate(button: string): () => void {
    const show = vscode.window.showInformationMessage;
    let press = () => {};
    const pressed = new Promise<string>((resolve) => {
      press = () => resolve(button);
    });
    Reflect.set(vscode.window, 'showInformationMessage', (text: string) => {
      void show(text);
      return pressed;
    });
    return () => {
      Reflect.set(vscode.window, 'showInformationMessage', show);
      press();
    };
  }

  const isOffered = () => eventually(() => messages.said.includes(offered));

  it('holds it when it is taken, until the command ends', async () => {
    const { turn, refused } = await taking('Hold the turn');
    const held = await eventually(() => turn().state === 'held' && turn());
    assert.ok(held.state === 'held');
    assert.equal(held.what, train);
    await writeFile(flag(), '');
    await eventually(() => turn().state === 'running');
    assert.deepEqual(refused, []);
    assert.deepEqual(messages.said, [offered]);
  });

  it('asks for a prediction first, if that is what is taken', async () => {
    const { predicted } = await taking('Predict, then hold');
    const [run] = await eventually(() => predicted.length > 0 && predicted);
    assert.deepEqual([run?.what, run?.isOver()], [train, false]);
  });

  it('is stale once the command has ended', async () => {
    const { turn } = await open();
    const press = hesitate('Hold the turn');
    const { ended } = await startInTerminal(train);
    await isOffered();
    await writeFile(flag(), '');
    await ended;
    press();
    await eventually(() =>
      messages.said.includes('The run has ended meanwhile; the turn goes on.'),
    );
    assert.equal(turn().state, 'running');
  });

  it('says why not when the turn no longer runs', async () => {
    const { pause, refused } = await open();
    const press = hesitate('Hold the turn');
    await startInTerminal(train);
    await isOffered();
    await pause();
    press();
    await eventually(() => refused.some((why) => why.startsWith('The turn is paused; resume it')));
  });

  it('does not come again for a command for which it was declined for good', async () => {
    const state = new WorkspaceMemory();
    const first = await taking('Not for this command', state);
    await eventually(() => state.keys().length > 0);
    assert.equal(first.turn().state, 'running');
    first.close();
    messages.press = undefined;
    await open(state);
    await startInTerminal(train);
    await startInTerminal(`${train}; true`);
    await eventually(() => messages.said.length > 1);
    assert.deepEqual(messages.said, [offered, offered.replace(' has', '; true has')]);
  });

  it('does not come for what never ends by itself', async () => {
    await open();
    await startInTerminal('tail -f /dev/null');
    await startInTerminal(train);
    await isOffered();
    assert.deepEqual(messages.said, [offered]);
  });

  it('names no command that holds a key, and holds the turn for it all the same', async () => {
    const { turn } = await open();
    messages.press = 'Hold the turn';
    await startInTerminal(`HF_TOKEN=abc123 ${train}`);
    const held = await eventually(() => turn().state === 'held' && turn());
    assert.ok(held.state === 'held' && held.what === undefined);
    assert.deepEqual(messages.said, [
      'What you started has run for a minute. Hold the turn until it ends?',
    ]);
  });
});
