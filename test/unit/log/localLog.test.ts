import assert from 'node:assert/strict';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { entriesUpTo } from '../../contract/collect.ts';
import { idsOf, question } from '../../contract/events.ts';

describe('the local log', () => {
  it('never goes back in time, whatever is done to the clock', async () => {
    let time = 5_000;
    const log = new LocalLog({ clock: () => time });
    await log.append('ada', [question('a')], 0);
    time = 2_000;
    assert.equal(log.now(), 5_000);
    await log.append('ada', [question('b')], 1);
    time = 6_000;
    await log.append('ada', [question('c')], 2);
    const entries = await entriesUpTo(log, 3);
    assert.deepEqual(
      entries.map(({ at }) => at),
      [5_000, 5_000, 6_000],
    );
  });

  it('goes on after the entries that it is given', async () => {
    const before = new LocalLog({ clock: () => 1 });
    await before.append('ada', [question('a')], 0);
    const log = new LocalLog({ clock: () => 2, entries: await entriesUpTo(before, 1) });
    assert.equal(log.revision, 1);
    await log.append('ada', [question('b')], 1);
    assert.deepEqual(idsOf(await entriesUpTo(log, 2)), ['a', 'b']);
  });

  it('lets one participant go without the others noticing', async () => {
    const log = new LocalLog({ clock: () => 1 });
    const ada = log.as('ada');
    const grace = log.as('grace');
    const told: string[] = [];
    ada.subscribe(0, (entry) => told.push(...idsOf([entry])));
    ada.dispose();
    await grace.append([question('a')], 0);
    assert.deepEqual(told, []);
    assert.equal(grace.revision, 1);
    await assert.rejects(ada.append([question('b')], 1), UnavailableError);
  });

  it('tells a listener that subscribes while another is being told, once and in order', async () => {
    const log = new LocalLog({ clock: () => 1 });
    const inner: number[] = [];
    const subscription = log.subscribe(0, () => {
      subscription.dispose();
      log.subscribe(0, ({ revision }) => inner.push(revision));
    });
    await log.append('ada', [question('a'), question('b')], 0);
    assert.deepEqual(inner, [1, 2]);
  });
});
