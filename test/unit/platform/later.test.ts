import assert from 'node:assert/strict';
import { second } from '../../../src/core/time.ts';
import { Later } from '../../../src/platform/later.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

/** Something to do later, and when it was done. */
function setUp() {
  const timers = new ManualTimers();
  const done: number[] = [];
  return { timers, done, later: new Later(() => done.push(timers.now), timers) };
}

describe('what is done later', () => {
  it('is done once, after the last time that it was put off', () => {
    const { timers, done, later } = setUp();
    later.in(second);
    timers.advance(second - 1);
    later.in(second);
    timers.advance(second - 1);
    assert.deepEqual(done, []);
    timers.advance(10 * second);
    assert.deepEqual(done, [2 * second - 1]);
  });

  it('can be put off again once it was done', () => {
    const { timers, done, later } = setUp();
    later.in(second);
    timers.advance(second);
    later.in(second);
    timers.advance(second);
    assert.deepEqual(done, [second, 2 * second]);
  });

  it('is not done once it is cancelled', () => {
    const { timers, done, later } = setUp();
    later.in(second);
    later.cancel();
    timers.advance(10 * second);
    assert.deepEqual(done, []);
    assert.equal(timers.count, 0);
  });
});
