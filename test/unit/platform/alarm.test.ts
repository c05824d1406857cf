import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { Alarm } from '../../../src/platform/alarm.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

/** An alarm, on a clock that may run apart from the timers. */
function setUp() {
  const timers = new ManualTimers();
  const clock = { ahead: 0 };
  const now = () => timers.now + clock.ahead;
  const rung: number[] = [];
  return { timers, clock, now, rung, ring: () => rung.push(now()), alarm: new Alarm(timers) };
}

describe('an alarm', () => {
  it('rings once, at its time and not before', () => {
    const { timers, now, rung, ring, alarm } = setUp();
    alarm.set(6 * minute, now, ring);
    timers.advance(6 * minute - 1);
    assert.deepEqual(rung, []);
    timers.advance(10 * minute);
    assert.deepEqual(rung, [6 * minute]);
    assert.equal(timers.count, 0);
  });

  it('rings soon after the machine wakes, if it slept through it', () => {
    const { timers, clock, now, rung, ring, alarm } = setUp();
    alarm.set(6 * minute, now, ring);
    timers.advance(minute);
    clock.ahead = 30 * minute;
    timers.advance(20 * second);
    assert.equal(rung.length, 1);
  });

  it('waits on when the clock is set back', () => {
    const { timers, clock, now, rung, ring, alarm } = setUp();
    alarm.set(second, now, ring);
    clock.ahead = -minute;
    timers.advance(minute);
    assert.deepEqual(rung, []);
    timers.advance(second);
    assert.deepEqual(rung, [second]);
  });

  it('keeps only the last time that it was set to, and none once it is disposed', () => {
    const { timers, now, rung, ring, alarm } = setUp();
    alarm.set(second, now, ring);
    alarm.set(2 * second, now, ring);
    timers.advance(3 * second);
    assert.deepEqual(rung, [2 * second]);
    alarm.set(4 * second, now, ring);
    alarm.dispose();
    timers.advance(minute);
    assert.equal(rung.length, 1);
    assert.equal(timers.count, 0);
  });
});
