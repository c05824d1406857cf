import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { thisMachine } from '../../src/log/thisMachine.ts';
import { LogChannel } from '../../src/platform/logChannel.ts';
import { attentionOf } from '../../src/platform/ownWindow.ts';
import { Doorbell } from '../../src/platform/session/doorbell.ts';
import { Identity } from '../../src/platform/session/identity.ts';
import { Passes } from '../../src/platform/session/passes.ts';
import { SessionMemory } from '../../src/platform/session/sessionMemory.ts';
import { Sessions } from '../../src/platform/session/sessions.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { eventually } from './eventually.ts';
import { Memory } from './memory.ts';
import { PartnersSession } from './partnersSession.ts';

/** What only this person's windows read, until it is lost. */
class Secrets implements vscode.SecretStorage {
  readonly #values = new Map<string, string>();
  readonly onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event;

  async keys(): Promise<string[]> {
    return [...this.#values.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.#values.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  lose(): void {
    this.#values.clear();
  }
}

// The same as the extension's own, which would be closed with it.
const log = new LogChannel();

describe('a guest of a session that comes with the code', () => {
  const arrival = { onWaiting: () => undefined, signal: new AbortController().signal };
  let parts: DisposableStore;
  let ada: PartnersSession;
  let workspace: Memory;
  let profile: Memory;
  let secrets: Secrets;

  beforeEach(async () => {
    parts = new DisposableStore();
    workspace = new Memory();
    profile = new Memory();
    secrets = new Secrets();
    ada = await PartnersSession.start('Ada', 'Is it the first head?');
  });
  afterEach(async () => {
    parts.dispose();
    await ada.dispose();
  });

  /** Grace's window, or the same after a reload. */
  function openWindow(): Sessions {
    const { timers } = thisMachine;
    return parts.add(
      new Sessions(
        {
          ...{ machine: thisMachine, log, identity: new Identity(profile) },
          doorbell: parts.add(new Doorbell()),
          whoSitsHere: async () => assert.fail('There is one window.'),
          storage: vscode.Uri.file('/nowhere'),
          passes: new Passes(secrets),
          memory: new SessionMemory(workspace, secrets),
        },
        parts.add(attentionOf(profile, timers)),
      ),
    );
  }

  const way = () => ({ invite: ada.invite, isFound: true });

  it('is who they were after a reload, and someone new where nothing proves it any more', async () => {
    const first = openWindow();
    const before = await first.joinBy(way(), arrival);
    first.dispose();
    const second = openWindow();
    assert.equal((await second.joinBy(way(), arrival))?.me, before?.me);
    second.dispose();
    secrets.lose();
    const after = await openWindow().joinBy(way(), arrival);
    assert.notEqual(after?.me, before?.me);
    assert.equal(after?.connection, 'connected');
  });

  it('may take the way back twice at the same moment, of which one is enough', async () => {
    const sessions = openWindow();
    await sessions.joinBy(way(), arrival);
    await ada.move();
    await eventually(() => sessions.active?.connection === 'reconnecting');
    const back = await Promise.all([
      sessions.joinBy(way(), arrival),
      sessions.joinBy(way(), arrival),
    ]);
    assert.deepEqual(
      back.map((active) => active === sessions.active),
      [true, true],
    );
    assert.equal(ada.present.length, 2);
  });

  it('is not back where the window closes on the way', async () => {
    const sessions = openWindow();
    await sessions.joinBy(way(), arrival);
    await ada.move();
    await eventually(() => sessions.active?.connection === 'reconnecting');
    const back = sessions.joinBy(way(), arrival);
    sessions.dispose();
    await assert.rejects(back, /closed before/);
    await eventually(() => ada.present.length === 1);
  });
});
