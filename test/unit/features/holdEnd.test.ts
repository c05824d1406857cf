import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { timeLeft } from '../../../src/core/turn.ts';
import { HeldWindow } from './heldWindow.ts';

/** A window in which a run is held for, and its terminal. */
function held(): { readonly window: HeldWindow; readonly terminal: object } {
  const window = HeldWindow.inSession();
  const terminal = {};
  window.timers.advance(minute);
  const { id } = window.start('python train.py', terminal);
  window.do('ada', { type: 'holdTurn', run: id });
  return { window, terminal };
}

describe('a turn that is held for a run', () => {
  it('goes on with what was left when the run ends', () => {
    const { window, terminal } = held();
    window.timers.advance(12 * minute);
    assert.equal(window.turn.state, 'held');
    window.runs.endAllOf(terminal);
    assert.equal(window.turn.state, 'running');
    assert.equal(timeLeft(window.turn, window.now()), 14 * minute);
  });

  it('is still held when another run ends', () => {
    const { window } = held();
    const other = {};
    window.start('ls', other);
    window.runs.endAllOf(other);
    assert.equal(window.turn.state, 'held');
  });

  it('goes on once the session is in reach again, if the run ended meanwhile', async () => {
    const { window, terminal } = held();
    window.become('reconnecting');
    window.runs.endAllOf(terminal);
    assert.equal(window.turn.state, 'held');
    window.become('connected');
    assert.equal(window.turn.state, 'running');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(window.errors, [], 'nothing was tried in vain');
  });

  it('goes on at once if the run ended just before the hold', () => {
    const window = HeldWindow.inSession();
    const terminal = {};
    const { id } = window.start('python train.py', terminal);
    window.runs.endAllOf(terminal);
    window.do('ada', { type: 'holdTurn', run: id });
    assert.equal(window.turn.state, 'running');
  });

  it('goes on by hand, after which the end of the run changes nothing', () => {
    const { window, terminal } = held();
    window.do('grace', { type: 'resumeTurn' });
    window.timers.advance(30 * second);
    window.do('grace', { type: 'pauseTurn' });
    window.runs.endAllOf(terminal);
    assert.equal(window.turn.state, 'paused');
  });

  it('stays held where the run is not of this window, or the session is over here', () => {
    const elsewhere = HeldWindow.inSession('grace');
    elsewhere.do('ada', { type: 'holdTurn', run: 'of ada' });
    const terminal = {};
    elsewhere.start('ls', terminal);
    elsewhere.runs.endAllOf(terminal);
    assert.equal(elsewhere.turn.state, 'held');
    const { window, terminal: last } = held();
    window.finish();
    window.runs.endAllOf(last);
    assert.equal(window.turn.state, 'held');
  });
});
