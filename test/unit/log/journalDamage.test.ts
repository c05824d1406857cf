import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { parseJournal } from '../../../src/log/local/journalFormat.ts';
import { journalVersion } from '../../../src/log/local/journalLine.ts';
import { idsOf } from '../../contract/events.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { appends, entry, journalOf, wholeUpTo } from './sampleJournal.ts';

const whole = journalOf(appends);
const bytes = Buffer.from(whole);
const all = appends.flat();

describe('a journal that was cut off', () => {
  let folder: TemporaryFolder;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'today.jsonl');
  });

  afterEach(() => folder.remove());

  it('at any byte keeps every append that was whole, tells no damage, and goes on', async () => {
    for (let length = 0; length <= bytes.length; length++) {
      await writeFile(path, bytes.subarray(0, length));
      const { journal, entries, damage } = await openJournal(path);
      const kept = wholeUpTo(length, appends);
      assert.deepEqual(entries, kept, `cut at byte ${length}`);
      assert.deepEqual(damage, [], `cut at byte ${length}`);
      await journal.append([entry(kept.length + 1, 'more')]);
      await journal.close();
      const later = await readJournal(path);
      assert.deepEqual(later.entries, [...kept, entry(kept.length + 1, 'more')], `byte ${length}`);
      assert.deepEqual(later.damage, []);
    }
    assert.deepEqual(await readdir(folder.path), ['today.jsonl']);
  });

  it('at any byte of a long one, with zeros behind it or without, reads the same', () => {
    const appends = Array.from({ length: 12 }, (_, index) =>
      Array.from({ length: 1 + (index % 3) }, (_, part) => entry(0, `${index}.${part}`)),
    );
    for (const [index, each] of appends.flat().entries()) {
      Object.assign(each, { revision: index + 1 });
    }
    const bytes = Buffer.from(journalOf(appends));
    for (let length = 0; length <= bytes.length; length++) {
      const ids = idsOf(wholeUpTo(length, appends));
      const cut = parseJournal(bytes.subarray(0, length));
      const zeroed = parseJournal(Buffer.concat([bytes.subarray(0, length), Buffer.alloc(99)]));
      for (const { entries, damage } of [cut, zeroed]) {
        assert.deepEqual(idsOf(entries), ids, `cut at byte ${length}`);
        assert.deepEqual(damage, [], `cut at byte ${length}`);
      }
    }
  }).timeout(120_000);
});

describe('a journal in which something is not as it was written', () => {
  let folder: TemporaryFolder;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'sessions', 'today.jsonl');
    await mkdir(dirname(path));
  });

  afterEach(() => folder.remove());

  it('tells any changed byte with its line, and has every entry of the other lines', () => {
    const others = [0x00, 0x0d, 0x20, 0x0a, 0x22, 0x30, 0x39, 0x5c, 0x7d, 0xff];
    const unharmed: string[] = [];
    let line = 1;
    for (let index = 0; index < bytes.length; index++) {
      const original = bytes[index] ?? 0;
      const flips = [1, 2, 4, 8, 16, 32, 64, 128].map((bit) => original ^ bit);
      for (const value of new Set([...flips, ...others])) {
        if (value === original) {
          continue;
        }
        const changed = Buffer.from(bytes);
        changed[index] = value;
        const { entries, damage } = parseJournal(changed);
        const which = `byte ${index} as ${value}`;
        if (damage.length === 0) {
          assert.deepEqual(entries, all, which);
          unharmed.push(which);
        } else {
          assert.equal(damage[0]?.line, line, which);
          // A line that lost its end takes the next one along.
          const lost = [line - 2, ...(original === 0x0a ? [line - 1] : [])];
          const safe = contents(all.filter((_, at) => !lost.includes(at)));
          const found = contents(entries).filter((content) => safe.includes(content));
          assert.deepEqual(found, safe, which);
        }
      }
      line += original === 0x0a ? 1 : 0;
    }
    // The last newline is as good as none, or as a blank.
    const end = bytes.length - 1;
    assert.deepEqual(
      unharmed,
      [0x00, 0x0d, 0x20].map((value) => `byte ${end} as ${value}`),
    );
  }).timeout(120_000);

  it('keeps the file as it was, whichever byte was changed, and goes on with the rest', async () => {
    for (let index = 0; index < bytes.length; index += 5) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await writeFile(path, changed);
      const { journal, entries, damage, keptAs } = await openJournal(path);
      assert.ok(damage.length > 0, `byte ${index}`);
      assert.deepEqual(await readFile(keptAs ?? ''), changed, `byte ${index}`);
      await journal.append([entry(entries.length + 1, 'after')]);
      await journal.close();
      const again = await readJournal(path);
      assert.deepEqual(again.damage, [], `byte ${index}`);
      assert.deepEqual(idsOf(again.entries), [...idsOf(entries), 'after']);
      await rm(keptAs ?? '');
    }
    assert.deepEqual(await readdir(dirname(path)), ['today.jsonl']);
  });

  it('tells a line that can not be read, and numbers the rest anew', async () => {
    const lines = whole.split('\n');
    lines[2] = lines[2]?.replace('questionAsked', 'questionAskeX') ?? '';
    await writeFile(path, lines.join('\n'));
    const { journal, entries, damage, keptAs } = await openJournal(path);
    await journal.close();
    assert.deepEqual(idsOf(entries), ['q1', '😀', 'q4', 'q5']);
    assert.deepEqual(
      entries.map(({ revision }) => revision),
      [1, 2, 3, 4],
    );
    assert.equal(damage.length, 1);
    assert.equal(damage[0]?.line, 3);
    assert.match(damage[0]?.why ?? '', /unknown kind "questionAskeX"/);
    assert.equal(keptAs, `${path}.damaged-1`);
  });

  it('does not believe the number of an altered line, which would cost those after it', async () => {
    await writeFile(path, whole.replace('"revision":1', '"revision":9'));
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(entries, all);
    assert.deepEqual(damage, [{ line: 2, why: 'is not as it was written' }]);
  });

  it('does not take an altered header for a newer version', async () => {
    const [older, newer] = [journalVersion, journalVersion + 1].map((n) => `"version":${n}`);
    await writeFile(path, whole.replace(older ?? '', newer ?? ''));
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(entries, all);
    assert.deepEqual(damage, [{ line: 1, why: 'is not as it was written' }]);
  });

  it('never loses a file that it can not read: a second damage makes a second copy', async () => {
    for (const n of [1, 2]) {
      await writeFile(path, `not a journal, number ${n}`);
      const { journal, entries, damage, keptAs } = await openJournal(path);
      assert.deepEqual(entries, []);
      assert.equal(damage.length, 1);
      assert.equal(keptAs, `${path}.damaged-${n}`);
      assert.equal(await readFile(keptAs, 'utf8'), `not a journal, number ${n}`);
      await journal.close();
    }
  });

  it('tells missing, repeated and misplaced lines', async () => {
    const [header = '', first = '', , , , fifth = ''] = whole.split('\n');
    await writeFile(path, `${[header, first, fifth, first, header].join('\n')}\n`);
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(idsOf(entries), ['q1', 'q5']);
    assert.deepEqual(
      damage.map(({ line }) => line),
      [3, 4, 5],
    );
  });
});

/** What entries say, but for their numbers, which may be given anew. */
function contents(entries: readonly LogEntry[]): string[] {
  return entries.map(({ at, actor, event }) => JSON.stringify({ at, actor, event }));
}
