import assert from 'node:assert/strict';
import { inTime } from '../../../src/platform/inTime.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

describe('inTime', () => {
  it('gives what comes in time, or its failure, and waits no longer', async () => {
    const timers = new ManualTimers();
    assert.equal(await inTime(Promise.resolve('here'), timers, 10), 'here');
    await assert.rejects(inTime(Promise.reject(new Error('No.')), timers, 10), /No\./);
    assert.equal(timers.count, 0);
  });

  it('gives up on what never comes', async () => {
    const timers = new ManualTimers();
    const waiting = inTime(new Promise<string>(() => undefined), timers, 10);
    timers.advance(10);
    assert.equal(await waiting, undefined);
  });
});
