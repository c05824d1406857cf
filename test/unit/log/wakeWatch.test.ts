import assert from 'node:assert/strict';
import { hour, minute, second } from '../../../src/core/time.ts';
import { WakeWatch } from '../../../src/log/wakeWatch.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

/** A machine that can sleep. Its timers and its steady clock stand still meanwhile. */
class Laptop {
  readonly timers = new ManualTimers();
  readonly woke: number[] = [];
  readonly watch: WakeWatch;
  #asleep = 0;
  #countedBySteadyClock = 0;

  constructor() {
    this.watch = new WakeWatch(
      {
        timers: this.timers,
        wallClock: () => 1_764_000_000_000 + this.timers.now + this.#asleep,
        steadyClock: () => this.timers.now + this.#countedBySteadyClock,
      },
      (missed) => this.woke.push(missed),
    );
  }

  sleep(span: number, steadyClockRuns = false): void {
    this.#asleep += span;
    this.#countedBySteadyClock += steadyClockRuns ? span : 0;
  }
}

describe('a machine that sleeps', () => {
  it('is noticed once awake, with what the steady clock missed', () => {
    const laptop = new Laptop();
    laptop.timers.advance(minute);
    assert.deepEqual(laptop.woke, []);
    laptop.sleep(hour);
    laptop.timers.advance(2 * second);
    assert.deepEqual(laptop.woke, [hour]);
    laptop.timers.advance(minute);
    assert.deepEqual(laptop.woke, [hour]);
  });

  it('is noticed where the steady clock counts the sleep as well', () => {
    const laptop = new Laptop();
    laptop.sleep(hour, true);
    laptop.timers.advance(2 * second);
    assert.deepEqual(laptop.woke, [0]);
  });

  it('is not confused with one whose timers are late, or whose clock is set back', () => {
    const laptop = new Laptop();
    laptop.sleep(5 * second);
    laptop.timers.advance(2 * second);
    laptop.sleep(-hour);
    laptop.timers.advance(2 * second);
    assert.deepEqual(laptop.woke, []);
  });

  it('is not watched any more once disposed', () => {
    const laptop = new Laptop();
    laptop.watch.dispose();
    laptop.sleep(hour);
    laptop.timers.advance(minute);
    assert.deepEqual(laptop.woke, []);
    assert.equal(laptop.timers.count, 0);
  });
});
