import assert from 'node:assert/strict';
import { type Millis, minute, second } from '../../../src/core/time.ts';
import { Alarm } from '../../../src/platform/alarm.ts';
import { Repeat } from '../../../src/platform/repeat.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

/** A repeat on a clock of its own, of which every ring is noted with the time that it is for. */
function setUp() {
  const timers = new ManualTimers();
  const setting: { span: Millis | undefined } = { span: 5 * minute };
  const repeat = new Repeat(new Alarm(timers));
  const rung: number[] = [];
  const start = (since = 0) =>
    repeat.start(
      since,
      () => setting.span,
      () => timers.now,
      (at) => rung.push(at),
    );
  return { timers, setting, repeat, rung, start };
}

describe('what is repeated', () => {
  it('comes again after each span, and not at once', () => {
    const { timers, rung, start } = setUp();
    start();
    timers.advance(5 * minute - 1);
    assert.deepEqual(rung, []);
    timers.advance(10 * minute);
    assert.deepEqual(rung, [5 * minute, 10 * minute]);
  });

  it('comes no more once it is stopped, or disposed', () => {
    const { timers, repeat, rung, start } = setUp();
    start();
    repeat.stop();
    timers.advance(minute);
    start();
    timers.advance(5 * minute);
    assert.equal(rung.length, 1);
    repeat.dispose();
    timers.advance(60 * minute);
    assert.equal(rung.length, 1);
    assert.equal(timers.count, 0);
  });

  it('never comes where the setting says so, also when it comes to say so', () => {
    const { timers, setting, rung, start } = setUp();
    setting.span = undefined;
    start();
    assert.equal(timers.count, 0);
    setting.span = minute;
    start();
    setting.span = undefined;
    timers.advance(60 * minute);
    assert.deepEqual(rung, [minute]);
    assert.equal(timers.count, 0);
  });

  it('comes at the same times in two windows of which one began a moment later', () => {
    const [first, other] = [setUp(), setUp()];
    first.start();
    first.timers.advance(10 * minute);
    other.timers.advance(2 * second);
    other.start();
    other.timers.advance(10 * minute);
    assert.deepEqual(first.rung, other.rung);
  });

  it('does not come right after a start that is late', () => {
    const { timers, rung, start } = setUp();
    timers.advance(44 * minute + 59 * second);
    start();
    timers.advance(minute);
    assert.deepEqual(rung, []);
    timers.advance(5 * minute);
    assert.deepEqual(rung, [50 * minute]);
  });

  it('comes once for all that a sleeping machine missed', () => {
    const timers = new ManualTimers();
    const clock = { ahead: 0 };
    const rung: number[] = [];
    const now = () => timers.now + clock.ahead;
    new Repeat(new Alarm(timers)).start(
      0,
      () => minute,
      now,
      (at) => rung.push(at),
    );
    clock.ahead = 60 * minute;
    timers.advance(30 * second);
    assert.deepEqual(rung, [minute]);
  });
});
