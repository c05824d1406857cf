import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { type SessionLog, UnavailableError } from '../../../src/log/sessionLog.ts';
import { SessionReplica } from '../../../src/log/sessionReplica.ts';
import { systemTimers } from '../../../src/log/timers.ts';
import { TurnKeeper } from '../../../src/platform/session/turnKeeper.ts';
import { asking, startSession, swapping } from '../core/play.ts';

/** A pair whose turn one keeper watches, on a clock that only the test moves. */
async function watched(turns: TurnSettings) {
  const log = new LocalLog({ clock: Date.now });
  let away = false;
  const home = log.as('ada');
  const reachable: SessionLog = {
    get revision() {
      return home.revision;
    },
    now: () => home.now(),
    subscribe: (from, listener) => home.subscribe(from, listener),
    append: (events, after) =>
      away ? Promise.reject(new UnavailableError('Away.')) : home.append(events, after),
    dispose: () => home.dispose(),
  };
  const ada = new SessionReplica(reachable, 'ada');
  const grace = new SessionReplica(log.as('grace'), 'grace');
  await ada.dispatch(startSession(turns));
  await grace.dispatch({ type: 'join', name: 'Grace' });
  const errors: unknown[] = [];
  const keeper = new TurnKeeper(ada, systemTimers, (error) => errors.push(error));
  return {
    ada,
    errors,
    keeper,
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

  it('notices nothing while the turn is paused', async () => {
    const { ada, turn, keeper } = await watched(asking);
    await ada.dispatch({ type: 'pauseTurn' });
    await pass(30 * minute);
    assert.equal(turn()?.state, 'paused');
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

  it('does nothing any more once it is disposed', async () => {
    const { turn, keeper } = await watched(asking);
    keeper.dispose();
    await pass(16 * minute);
    assert.equal(turn()?.state, 'running');
  });
});
