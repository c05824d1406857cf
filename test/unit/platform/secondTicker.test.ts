import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { everySecond } from '../../../src/platform/secondTicker.ts';

const start = 1_764_000_000_000;

/** Moves the clock by so many milliseconds, one after the other. */
function pass(span: number): void {
  for (let passed = 0; passed < span; passed++) {
    mock.timers.tick(1);
  }
}

describe('a display that changes every second', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start }));
  afterEach(() => mock.timers.reset());

  it('changes at once, and then just as a second of the countdown is full', () => {
    const seen: number[] = [];
    const left = () => start + 2_300 - Date.now();
    const ticker = everySecond(left, () => seen.push(left()));
    pass(3_000);
    ticker.dispose();
    assert.deepEqual(seen, [2_300, 1_999, 999, -1]);
  });

  it('changes once a second when it starts on a full one', () => {
    let changes = 0;
    const ticker = everySecond(
      () => start + 60_000 - Date.now(),
      () => changes++,
    );
    pass(10_500);
    ticker.dispose();
    assert.equal(changes, 11);
  });

  it('changes no more once it is disposed', () => {
    let changes = 0;
    everySecond(
      () => start - Date.now(),
      () => changes++,
    ).dispose();
    pass(10_000);
    assert.equal(changes, 1);
  });
});
