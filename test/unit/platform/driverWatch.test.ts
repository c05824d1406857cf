import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { SessionReplica } from '../../../src/log/sessionReplica.ts';
import { type CursorSpot, DriverWatch } from '../../../src/platform/code/driverWatch.ts';
import type { ActiveSession, Connection } from '../../../src/platform/session/activeSession.ts';
import type { SessionsChange } from '../../../src/platform/session/sessions.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { startSession } from '../core/play.ts';

const attention: CursorSpot = {
  techniques: ['attention'],
  frameworks: ['transformers'],
  place: { path: 'heads.py', line: 42, text: 'attention[0]' },
};

/** Ada's window, in a session with Grace in which Ada drives, on a clock that the test moves. */
async function window() {
  const timers = new ManualTimers();
  timers.now = 1_764_000_000_000;
  const log = new LocalLog({ clock: () => timers.now });
  const ada = new SessionReplica(log.as('ada'), 'ada');
  const grace = new SessionReplica(log.as('grace'), 'grace');
  await ada.dispatch(startSession());
  await grace.dispatch({ type: 'join', name: 'Grace' });
  const moved = new Emitter<void>();
  const changed = new Emitter<SessionsChange>();
  const state: { spot: CursorSpot | undefined; connection: Connection } = {
    spot: attention,
    connection: 'connected',
  };
  const active = (): ActiveSession => ({
    kind: 'hosted',
    replica: ada,
    me: 'ada',
    invite: undefined,
    connection: state.connection,
    onDidChangeConnection: new Emitter<Connection>().event,
    onDidClose: new Emitter<string>().event,
    closed: undefined,
    remembered: { kind: 'hosted', sessionId: 's', me: 'ada', journal: '', ports: [], hosts: [] },
    secrets: undefined,
    isSecondWindow: false,
    recordBase: undefined,
    openSideDoor: async () => undefined,
    conclude: () => undefined,
    dispose: () => undefined,
  });
  ada.onDidChange((change) => changed.fire({ active: active(), change }));
  const errors: unknown[] = [];
  const watch = new DriverWatch({
    onDidMove: moved.event,
    spot: async () => state.spot,
    onDidChangeSession: changed.event,
    active,
    timers,
    onError: (error) => errors.push(error),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    ada,
    grace,
    errors,
    state,
    timers,
    watch,
    moveTo: async (spot: CursorSpot | undefined) => {
      state.spot = spot;
      moved.fire();
      await settle();
    },
    pass: async (span: number) => {
      timers.advance(span);
      await settle();
    },
    settle,
    notes: () => ada.entries.filter(({ event }) => event.type === 'driverMoved').length,
    driverAt: () => grace.session?.driverAt,
  };
}

describe('the watch on where the driver is', () => {
  it('tells everyone what the code is about, and where', async () => {
    const { moveTo, driverAt } = await window();
    await moveTo(attention);
    assert.deepEqual(driverAt(), {
      techniques: ['attention'],
      frameworks: ['transformers'],
      place: { path: 'heads.py', line: 42, text: 'attention[0]' },
      by: 'ada',
    });
  });

  it('notes another file and another technique at once, and the same place once', async () => {
    const { moveTo, notes, driverAt, pass } = await window();
    await moveTo(attention);
    await pass(minute);
    await moveTo(attention);
    assert.equal(notes(), 1);
    await moveTo({ ...attention, techniques: ['probe'] });
    await moveTo({ ...attention, techniques: ['probe'], frameworks: ['sklearn'] });
    await moveTo({
      ...attention,
      techniques: ['probe'],
      place: { ...attention.place, path: 'probe.py' },
    });
    assert.equal(notes(), 4);
    assert.equal(driverAt()?.place?.path, 'probe.py');
  });

  it('notes of many moves in one file the last, once in a while', async () => {
    const { moveTo, notes, driverAt, pass } = await window();
    await moveTo(attention);
    for (const line of [60, 80, 100]) {
      await moveTo({ ...attention, place: { ...attention.place, line } });
      await pass(second);
    }
    assert.equal(notes(), 1);
    await pass(10 * second);
    assert.equal(notes(), 2);
    assert.equal(driverAt()?.place?.line, 100);
  });

  it('is silent where someone else drives, and speaks when the turn comes', async () => {
    const { ada, grace, moveTo, notes, settle } = await window();
    await grace.dispatch({ type: 'swapRoles', turn: 2 });
    await moveTo(attention);
    assert.equal(notes(), 0);
    await ada.dispatch({ type: 'swapRoles', turn: 3 });
    await settle();
    assert.equal(notes(), 1);
  });

  it('notes whose place it is, also where the driver before was at the same', async () => {
    const { ada, grace, driverAt, settle } = await window();
    await grace.dispatch({ type: 'swapRoles', turn: 2 });
    await grace.dispatch({ type: 'noteDriver', ...attention });
    assert.equal(driverAt()?.by, 'grace');
    await ada.dispatch({ type: 'swapRoles', turn: 3 });
    await settle();
    assert.equal(driverAt()?.by, 'ada');
  });

  it('notes nothing outside of Python, out of reach, after the end, or once disposed', async () => {
    const { ada, moveTo, notes, state, watch, errors } = await window();
    await moveTo(undefined);
    state.connection = 'reconnecting';
    await moveTo(attention);
    state.connection = 'connected';
    watch.dispose();
    await moveTo(attention);
    assert.equal(notes(), 0);
    await ada.dispatch({ type: 'endSession' });
    assert.deepEqual(errors, []);
  });
});
