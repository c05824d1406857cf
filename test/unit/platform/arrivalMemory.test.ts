import assert from 'node:assert/strict';
import { ArrivalMemory } from '../../../src/platform/sharing/guest/arrivalMemory.ts';
import { WorkspaceMemory } from '../../support/workspaceMemory.ts';

describe('the memory of the sessions that were found', () => {
  it('knows after a reload which are over, until one is joined again', async () => {
    const state = new WorkspaceMemory();
    await new ArrivalMemory(state).setOver('heads', true);
    await new ArrivalMemory(state).setOver('probes', true);
    await new ArrivalMemory(state).setOver('heads', true);
    assert.deepEqual(new ArrivalMemory(state).over, ['heads', 'probes']);
    await new ArrivalMemory(state).setOver('heads', false);
    assert.deepEqual(new ArrivalMemory(state).over, ['probes']);
  });

  it('does not grow for ever, and forgets the oldest', async () => {
    const memory = new ArrivalMemory(new WorkspaceMemory());
    for (let index = 0; index < 60; index++) {
      await memory.setOver(`session ${index}`, true);
    }
    assert.equal(memory.over.length, 50);
    assert.equal(memory.over[0], 'session 10');
  });

  it('keeps the port that a person gave, for that session alone, and while it is announced at the same', async () => {
    const state = new WorkspaceMemory();
    await new ArrivalMemory(state).keepPort({ sessionId: 'heads', port: 1 }, 40_123);
    await new ArrivalMemory(state).setOver('probes', true);
    assert.equal(new ArrivalMemory(state).portOf({ sessionId: 'heads', port: 1 }), 40_123);
    assert.equal(new ArrivalMemory(state).portOf({ sessionId: 'heads', port: 2 }), undefined);
    assert.equal(new ArrivalMemory(state).portOf({ sessionId: 'probes', port: 1 }), undefined);
  });

  it('begins anew where what was kept makes no sense', () => {
    const state = new WorkspaceMemory();
    state.values.set('interpair.arrivals', { over: 'heads' });
    const memory = new ArrivalMemory(state);
    assert.deepEqual(memory.over, []);
    assert.equal(memory.portOf({ sessionId: 'heads', port: 1 }), undefined);
  });
});
