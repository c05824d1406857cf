import assert from 'node:assert/strict';
import * as v from 'valibot';
import { eventually } from './eventually.ts';
import { records } from './workspace.ts';

const line = v.object({ event: v.looseObject({ type: v.string() }) });
export type JournalEvent = v.InferOutput<typeof line>['event'];

/** The events in the text of a journal, oldest first, but for where the driver is. */
export function eventsIn(journal: string): readonly JournalEvent[] {
  return journal
    .split('\n')
    .slice(1)
    .filter((text) => text !== '')
    .map((text) => v.parse(line, JSON.parse(text)).event)
    .filter(({ type }) => type !== 'driverMoved');
}

/** The events in the newest journal of the open folder. */
export async function journalEvents(): Promise<readonly JournalEvent[]> {
  return eventsIn([...(await records('.jsonl')).values()].at(-1) ?? '');
}

/** What is new in that journal. */
export class JournalNews {
  #told = 0;

  /** The events since the last time that this was asked. */
  async news(): Promise<readonly JournalEvent[]> {
    const events = await journalEvents();
    const fresh = events.slice(this.#told);
    this.#told = events.length;
    return fresh;
  }

  /** Waits for news, which must be one event of this kind. */
  async happened(type: string): Promise<JournalEvent> {
    const [event, ...more] = await eventually(async () => {
      const events = await this.news();
      return events.length > 0 && events;
    });
    assert.deepEqual([event?.type, ...more], [type]);
    assert.ok(event);
    return event;
  }
}
