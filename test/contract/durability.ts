import assert from 'node:assert/strict';
import { type SessionLog, UnavailableError } from '../../src/log/sessionLog.ts';
import { entriesUpTo } from './collect.ts';
import { idsOf, question } from './events.ts';
import type { HomeKind, TestedHome } from './sessionLog.ts';

/**
 * What becomes of appends that a home did or did not acknowledge. A power cut can't be made here: whatever
 * was written outlives a process in the system's cache, so that is left to the simulation's disk.
 */
export function describeDurability({ keepsAJournal, make }: HomeKind): void {
  let home: TestedHome;
  let ada: SessionLog;

  beforeEach(async () => {
    home = await make();
    ada = await home.open('ada');
  });

  afterEach(async () => {
    ada.dispose();
    await home.close();
  });

  it('appends all or none of several events, wherever it fails, and goes on', async () => {
    const three = [question('b'), question('c'), question('d')];
    await ada.append([question('a')], 0);
    const told: string[] = [];
    ada.subscribe(0, (entry) => told.push(...idsOf([entry])));
    for (let room = 0; room <= 380; room += 20) {
      await home.fail(room);
      await assert.rejects(ada.append(three, 1), UnavailableError, `room for ${room} bytes`);
    }
    assert.deepEqual(told, ['a']);
    await home.heal();
    await ada.append(three, 1);
    assert.deepEqual(idsOf(await entriesUpTo(ada, 4)), ['a', 'b', 'c', 'd']);
    if (keepsAJournal) {
      assert.deepEqual(idsOf(await home.readElsewhere()), ['a', 'b', 'c', 'd']);
    }
  });

  if (!keepsAJournal) {
    it('promises no durability: when its process ends, nothing is left of it', async () => {
      await ada.append([question('a')], 0);
      await home.reopen();
      const again = await home.open('ada');
      assert.equal(again.revision, 0);
      assert.deepEqual(await home.readElsewhere(), []);
      again.dispose();
    });
    return;
  }

  it('has what it acknowledged in its file, where another process finds it', async () => {
    for (let index = 0; index < 5; index++) {
      await ada.append([question(`a${index}`), question(`b${index}`)], ada.revision);
      await entriesUpTo(ada, 2 * index + 2);
    }
    assert.deepEqual(await home.readElsewhere(), await entriesUpTo(ada, 10));
  });

  it('closed and opened again, has all that it acknowledged, and goes on', async () => {
    await ada.append([question('a'), question('b')], 0);
    const before = await entriesUpTo(ada, 2);
    await home.reopen();
    const again = await home.open('ada');
    assert.deepEqual(await entriesUpTo(again, 2), before);
    assert.equal(await again.append([question('c')], 2), 3);
    again.dispose();
    await home.reopen();
    const last = await home.open('grace');
    assert.deepEqual(idsOf(await entriesUpTo(last, 3)), ['a', 'b', 'c']);
    last.dispose();
  });

  it('closed in the middle of appends, settles each, and has those that it acknowledged', async () => {
    const appends = Array.from({ length: 10 }, (_, index) =>
      ada.append([question(`a${index}`), question(`b${index}`)], 2 * index),
    );
    const settled = Promise.allSettled(appends);
    await appends[2];
    await home.reopen();
    const acknowledged: number[] = [];
    for (const outcome of await settled) {
      if (outcome.status === 'fulfilled') {
        acknowledged.push(outcome.value);
      } else {
        assert.ok(outcome.reason instanceof UnavailableError, String(outcome.reason));
      }
    }
    const again = await home.open('grace');
    assert.ok(acknowledged.length >= 3);
    assert.ok(again.revision >= Math.max(...acknowledged));
    assert.equal(again.revision % 2, 0);
    const expected = Array.from({ length: again.revision / 2 }, (_, n) => [`a${n}`, `b${n}`]);
    assert.deepEqual(idsOf(await entriesUpTo(again, again.revision)), expected.flat());
    again.dispose();
  });

  it('that could not append has no part of it when it is opened again', async () => {
    await ada.append([question('a')], 0);
    await home.fail(150);
    await assert.rejects(ada.append([question('b'), question('c')], 1), UnavailableError);
    await home.reopen();
    await home.heal();
    const again = await home.open('ada');
    assert.deepEqual(idsOf(await entriesUpTo(again, 1)), ['a']);
    assert.equal(await again.append([question('d')], 1), 2);
    assert.deepEqual(idsOf(await home.readElsewhere()), ['a', 'd']);
    again.dispose();
  });
}
