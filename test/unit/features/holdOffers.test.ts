import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { HeldWindow } from './heldWindow.ts';

const train = 'python train.py';

describe('the offer to hold the turn for a run', () => {
  it('comes once a run has gone on for a minute, once', () => {
    const window = HeldWindow.inSession();
    window.start(train);
    window.timers.advance(minute - 1);
    assert.deepEqual(window.offered, []);
    window.timers.advance(10 * minute);
    assert.deepEqual(window.offered, [train]);
  });

  it('comes soon after the machine wakes, if it slept through that minute', () => {
    const window = HeldWindow.inSession();
    window.start(train);
    window.timers.advance(10 * second);
    window.sleep(5 * minute);
    window.timers.advance(15 * second);
    assert.deepEqual(window.offered, [train]);
  });

  it('does not come for a run that is over before', () => {
    const window = HeldWindow.inSession();
    const terminal = {};
    window.start(train, terminal);
    window.timers.advance(minute - 1);
    window.runs.endAllOf(terminal);
    window.timers.advance(10 * minute);
    assert.deepEqual(window.offered, []);
    assert.equal(window.timers.count, 0);
  });

  it('comes for each of several', () => {
    const window = HeldWindow.inSession();
    window.start(train);
    window.timers.advance(30 * second);
    window.start('make figures');
    window.timers.advance(30 * second);
    assert.deepEqual(window.offered, [train]);
    window.timers.advance(30 * second);
    assert.deepEqual(window.offered, [train, 'make figures']);
  });

  it('does not come in the window of someone who does not drive', () => {
    const window = HeldWindow.inSession('grace');
    window.start(train);
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
    assert.equal(window.timers.count, 0);
  });

  it('waits until the turn runs again, and comes then if the run still does', () => {
    for (const [stop, goOn] of [
      [{ type: 'pauseTurn' }, { type: 'resumeTurn' }],
      [{ type: 'holdTurn', run: 'another' }, { type: 'resumeTurn' }],
      [
        { type: 'takeBreak', turn: 2 },
        { type: 'swapRoles', turn: 2, to: 'ada' },
      ],
      [
        { type: 'swapRoles', turn: 2, to: 'grace' },
        { type: 'swapRoles', turn: 3, to: 'ada' },
      ],
    ] as const) {
      const window = HeldWindow.inSession();
      window.start(train);
      window.do('ada', stop);
      window.timers.advance(3 * minute);
      assert.deepEqual(window.offered, [], stop.type);
      window.do('grace', goOn);
      assert.deepEqual(window.offered, [train], goOn.type);
    }
  });

  it('does not come in overtime that somebody has noticed', () => {
    const window = HeldWindow.inSession();
    window.timers.advance(15 * minute);
    window.do('ada', { type: 'expireTurn', turn: 2 });
    window.start(train);
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
  });

  it('waits until the session is in reach', () => {
    const window = HeldWindow.inSession();
    window.start(train);
    window.become('reconnecting');
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
    window.become('connected');
    assert.deepEqual(window.offered, [train]);
  });

  it('does not come for what ran before the session, or runs without one', () => {
    const window = new HeldWindow('ada');
    window.start('tensorboard');
    window.timers.advance(5 * minute);
    window.become('connected');
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
    window.start(train);
    window.finish();
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
    assert.equal(window.timers.count, 0);
  });

  it('does not come once the window is closed', () => {
    const window = HeldWindow.inSession();
    window.start(train);
    window.dispose();
    window.timers.advance(5 * minute);
    assert.deepEqual(window.offered, []);
  });
});
