import assert from 'node:assert/strict';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { entriesUpTo } from '../../contract/collect.ts';
import { idsOf, question } from '../../contract/events.ts';

describe('the local log', () => {
  it('never goes back in time, whatever is done to the clock, and never stands still', async () => {
    let time = 5_000;
    const log = new LocalLog({ clock: () => time });
    await log.append('ada', [question('a')], 0);
    time = 2_000;
    assert.equal(log.now(), 5_000);
    await log.append('ada', [question('b')], 1);
    time = 2_400;
    assert.equal(log.now(), 5_400);
    time = 1_000;
    await log.append('ada', [question('c')], 2);
    time = 1_100;
    assert.equal(log.now(), 5_500);
    // Set right again.
    time = 6_000;
    await log.append('ada', [question('d')], 3);
    const entries = await entriesUpTo(log, 4);
    assert.deepEqual(
      entries.map(({ at }) => at),
      [5_000, 5_000, 5_400, 6_000],
    );
  });

  it('opened again with a clock that is behind its newest entry, runs on from there', async () => {
    let time = 1_000;
    const before = new LocalLog({ clock: () => 9_000 });
    await before.append('ada', [question('a')], 0);
    const log = new LocalLog({ clock: () => time, entries: await entriesUpTo(before, 1) });
    assert.equal(log.now(), 9_000);
    time += 700;
    assert.equal(log.now(), 9_700);
    await log.append('ada', [question('b')], 1);
    assert.equal((await entriesUpTo(log, 2))[1]?.at, 9_700);
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

  it('takes nothing from a participant who was let go before it was their turn', async () => {
    const log = new LocalLog({ clock: () => 1 });
    const grace = log.as('grace');
    log.subscribe(0, () => grace.dispose());
    const first = log.append('ada', [question('the last that grace is told of')], 0);
    // Not yet to be known, but to be guessed, by someone who is about to be removed.
    const second = grace.append([question('sneaked in')], 1);
    await first;
    await assert.rejects(second, UnavailableError);
    assert.equal(log.revision, 1);
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
