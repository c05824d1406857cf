import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EntryFeed } from '../../../src/log/entryFeed.ts';
import { question } from '../../contract/events.ts';

const entry = { revision: 1, at: 1, actor: 'ada', event: question('a') } as const;

describe('a listener that throws', () => {
  it('keeps no entry from the others, and its error surfaces', async () => {
    // The test runner takes every uncaught error for a failure; this one is wanted.
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      const surfaced = once(process, 'uncaughtException');
      const feed = new EntryFeed();
      const told: number[] = [];
      feed.subscribe(0, () => {
        throw new Error('a defect of the listener');
      });
      feed.subscribe(0, ({ revision }) => told.push(revision));
      feed.push([entry]);
      assert.deepEqual(told, [1]);
      const [error] = await surfaced;
      assert.match(String(error), /a defect of the listener/);
    } finally {
      for (const listener of listeners) {
        process.on('uncaughtException', listener);
      }
    }
  });
});
