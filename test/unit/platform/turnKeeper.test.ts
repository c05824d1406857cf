import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { SessionCommand } from '../../../src/core/command.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { RefusedError, type SessionLog, UnavailableError } from '../../../src/log/sessionLog.ts';
import { SessionReplica } from '../../../src/log/sessionReplica.ts';
import { systemTimers } from '../../../src/log/timers.ts';
import { TurnKeeper } from '../../../src/platform/session/turnKeeper.ts';
import { asking, startSession, swapping } from '../core/play.ts';

/** A pair whose turn one keeper watches, on a clock that only the test moves. */
async function watched(turns: TurnSettings) {
  const log = new LocalLog({ clock: Date.now });
  let away = false;
  let behind = 0;
  let held: Promise<void> | undefined;
  const home = log.as('ada');
  const reachable: SessionLog = {
    get revision() {
      return home.revision;
    },
    now: () => home.now() - behind,
    subscribe: (from, listener) => home.subscribe(from, listener),
    append: async (events, after) => {
      await held;
      if (away) {
        throw new UnavailableError('Away.');
      }
      return home.append(events, after);
    },
    dispose: () => home.dispose(),
  };
  const ada = new SessionReplica(reachable, 'ada');
  const grace = new SessionReplica(log.as('grace'), 'grace');
  await ada.dispatch(startSession(turns));
  await grace.dispatch({ type: 'join', name: 'Grace' });
  const errors: unknown[] = [];
  const dispatch = mock.method(ada, 'dispatch');
  const keeper = new TurnKeeper(ada, systemTimers, (error) => errors.push(error));
  return {
    ada,
    grace,
    errors,
    /** Where the keeper's attempts are counted. */
    dispatch: dispatch.mock,
    keeper,
    /** How much the clock of the window is behind that of the log. */
    setBehind: (millis: number) => {
      behind = millis;
    },
    /** Appends wait for this. */
    hold: (until: Promise<void>) => {
      held = until;
    },
    setAway: (is: boolean) => {
      away = is;
    },
    turn: () => ada.session?.turn,
  };
}

/** Moves the clock in steps of a second, and lets what that sets off come to rest after each. */
async function pass(span: number): Promise<void> {
  for (let passed = 0; passed < span; passed += second) {
    mock.timers.tick(second);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the keeper of a turn', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_764_000_000_000 }));
  afterEach(() => mock.timers.reset());

  it('notices the end of a turn, and not before', async () => {
    const { turn, keeper } = await watched(asking);
    await pass(15 * minute - second);
    assert.equal(turn()?.state, 'running');
    await pass(2 * second);
    assert.equal(turn()?.state, 'expired');
    keeper.dispose();
  });

  it('swaps when the grace period is over, if the roles swap by themselves', async () => {
    const { turn, keeper } = await watched(swapping);
    await pass(15 * minute + 19 * second);
    assert.equal(turn()?.driver, 'ada');
    await pass(2 * second);
    assert.equal(turn()?.driver, 'grace');
    assert.equal(turn()?.state, 'running');
    keeper.dispose();
  });

  it('follows a deadline that moves', async () => {
    const { ada, turn, keeper } = await watched(asking);
    await ada.dispatch({ type: 'extendTurn', by: 5 * minute });
    await pass(19 * minute);
    assert.equal(turn()?.state, 'running');
    await pass(2 * minute);
    assert.equal(turn()?.state, 'expired');
    keeper.dispose();
  });

  it('goes on trying while the log is out of reach, and tells so once', async () => {
    const { turn, errors, setAway, keeper } = await watched(asking);
    setAway(true);
    await pass(16 * minute);
    assert.equal(turn()?.state, 'running');
    assert.equal(errors.length, 1);
    setAway(false);
    await pass(3 * second);
    assert.equal(turn()?.state, 'expired');
    keeper.dispose();
  });

  it('pauses a turn whose driver has been gone for half a minute, and no sooner', async () => {
    const { ada, grace, turn, keeper } = await watched(asking);
    await ada.dispatch({ type: 'swapRoles', turn: 2 });
    await pass(minute);
    await grace.dispatch({ type: 'disconnect' });
    await pass(29 * second);
    assert.equal(turn()?.state, 'running');
    await pass(2 * second);
    assert.equal(turn()?.state, 'paused');
    await grace.dispatch({ type: 'join', name: 'Grace' });
    assert.equal(turn()?.state, 'running');
    keeper.dispose();
  });

  it('begins the next turn when a break is over, if turns do by themselves', async () => {
    for (const [turns, state] of [
      [swapping, 'running'],
      [asking, 'break'],
    ] as const) {
      const { ada, turn, keeper } = await watched(turns);
      await ada.dispatch({ type: 'takeBreak', turn: 2 });
      await pass(5 * minute - second);
      assert.equal(turn()?.state, 'break');
      await pass(2 * second);
      assert.equal(turn()?.state, state);
      keeper.dispose();
    }
  });

  it('swaps once though the clock of its window is set back a little meanwhile', async () => {
    const { turn, setBehind, dispatch, keeper } = await watched(swapping);
    await pass(15 * minute);
    setBehind(5 * second);
    await pass(18 * second);
    assert.equal(turn()?.number, 2);
    await pass(8 * second);
    setBehind(15 * second);
    await pass(minute);
    assert.equal(turn()?.number, 3);
    assert.equal(turn()?.driver, 'grace');
    assert.equal(dispatch.callCount(), 2);
    keeper.dispose();
  });

  it('looks again when it came too late for what it wanted, though nothing else happens', async () => {
    const { ada, grace, turn, hold, setAway, keeper } = await watched(asking);
    await ada.dispatch({ type: 'swapRoles', turn: 2 });
    await pass(14 * minute);
    await grace.dispatch({ type: 'disconnect' });
    let letGo = () => {};
    hold(
      new Promise((resolve) => {
        letGo = resolve;
      }),
    );
    const stuck = assert.rejects(ada.dispatch({ type: 'planBreak', planned: true }));
    await pass(2 * minute);
    setAway(true);
    letGo();
    await stuck;
    setAway(false);
    assert.equal(turn()?.state, 'running');
    await pass(3 * second);
    assert.equal(turn()?.state, 'expired');
    keeper.dispose();
  });

  it('does not hurry what leads to nothing, and leaves be what was refused', async () => {
    for (const [outcome, most] of [
      [() => Promise.resolve(), 1 + hour / (2 * second)],
      [() => Promise.reject(new RefusedError('No.')), 1],
    ] as const) {
      const { dispatch, keeper } = await watched(asking);
      dispatch.mockImplementation(outcome);
      await pass(hour + 15 * minute);
      assert.ok(dispatch.callCount() >= 1 && dispatch.callCount() <= most);
      keeper.dispose();
    }
  });

  const quiet: Record<string, readonly SessionCommand[]> = {
    'a pause': [{ type: 'pauseTurn' }],
    'a run': [{ type: 'holdTurn', run: 'r' }],
    'a break in its length': [
      { type: 'takeBreak', turn: 2 },
      { type: 'extendTurn', by: 2 * hour },
    ],
    'the end': [{ type: 'endSession' }],
  };
  for (const [what, commands] of Object.entries(quiet)) {
    it(`has nothing to do through ${what}`, async () => {
      const { ada, dispatch, keeper } = await watched(swapping);
      for (const command of commands) {
        await ada.dispatch(command);
      }
      await pass(hour);
      assert.equal(dispatch.callCount(), commands.length);
      keeper.dispose();
    });
  }

  it('does nothing any more once it is disposed', async () => {
    const { turn, keeper } = await watched(asking);
    keeper.dispose();
    await pass(16 * minute);
    assert.equal(turn()?.state, 'running');
  });
});
