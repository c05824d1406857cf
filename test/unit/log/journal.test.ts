import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import { Journal, openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { openJournalFile } from '../../../src/log/local/journalFile.ts';
import { entryLines, headerLine } from '../../../src/log/local/journalFormat.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { toDisposable } from '../../../src/util/disposable.ts';
import { idsOf, question } from '../../contract/events.ts';
import { FaultyFile } from '../../contract/faultyFile.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';

function entry(revision: number, id = `q${revision}`): LogEntry {
  return { revision, at: 1_000 + revision, actor: 'ada', event: question(id) };
}

/** Appends of one, three and one entry, with text in which bytes and characters differ. */
const appends = [[entry(1)], [entry(2, 'é'), entry(3, '😀'), entry(4)], [entry(5)]];
const five = appends.flat();
const whole = headerLine + appends.map(entryLines).join('');

describe('the journal', () => {
  let folder: TemporaryFolder;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'sessions', 'today.jsonl');
  });

  afterEach(() => folder.remove());

  async function put(bytes: string | Buffer): Promise<void> {
    await mkdir(join(folder.path, 'sessions'), { recursive: true });
    await writeFile(path, bytes);
  }

  it('makes its file and folder, and gives back what was appended', async () => {
    const { journal, entries } = await openJournal(path);
    assert.deepEqual(entries, []);
    for (const append of appends) {
      await journal.append(append);
    }
    await journal.close();
    assert.equal(await readFile(path, 'utf8'), whole);
    const again = await openJournal(path);
    assert.deepEqual(again.entries, five);
    assert.deepEqual(again.damage, []);
    await again.journal.close();
  });

  it('cut off at any byte, keeps every append that was whole and goes on after it', async function () {
    this.timeout(60_000);
    const bytes = Buffer.from(whole);
    const ends = [headerLine, ...appends.map(entryLines)].map((_, index, all) =>
      Buffer.byteLength(all.slice(0, index + 1).join('')),
    );
    for (let length = 0; length <= bytes.length; length++) {
      await put(bytes.subarray(0, length));
      const { journal, entries, damage } = await openJournal(path);
      // An append is whole with its last brace; the newline behind it may be missing.
      const counted = ends.filter((end, index) => length >= end - (index === 0 ? 0 : 1)).length;
      const kept = appends.slice(0, Math.max(0, counted - 1)).flat();
      assert.deepEqual(entries, kept, `cut at byte ${length}`);
      assert.deepEqual(damage, [], `cut at byte ${length}`);
      await journal.append([entry(kept.length + 1, 'more')]);
      await journal.close();
      const { entries: later, damage: none } = await readJournal(path);
      assert.deepEqual(later, [...kept, entry(kept.length + 1, 'more')], `cut at byte ${length}`);
      assert.deepEqual(none, []);
    }
    assert.deepEqual(await readdir(join(folder.path, 'sessions')), ['today.jsonl']);
  });

  it('tells a damaged line, keeps the damaged file, and goes on with all other lines', async () => {
    const lines = whole.split('\n');
    lines[2] = lines[2]?.replace('questionAsked', 'questionAskeX') ?? '';
    const damaged = lines.join('\n');
    await put(damaged);
    const { journal, entries, damage, keptAs } = await openJournal(path);
    assert.deepEqual(idsOf(entries), ['q1', '😀', 'q4', 'q5']);
    assert.deepEqual(
      entries.map(({ revision }) => revision),
      [1, 2, 3, 4],
    );
    assert.equal(damage.length, 1);
    assert.equal(damage[0]?.line, 3);
    assert.match(damage[0]?.why ?? '', /unknown kind "questionAskeX"/);
    assert.equal(keptAs, `${path}.damaged-1`);
    assert.equal(await readFile(keptAs, 'utf8'), damaged);
    await journal.append([entry(5, 'after')]);
    await journal.close();
    const again = await openJournal(path);
    assert.deepEqual(idsOf(again.entries), ['q1', '😀', 'q4', 'q5', 'after']);
    assert.deepEqual(again.damage, []);
    await again.journal.close();
  });

  it('never loses a file that it can not read: a second damage makes a second copy', async () => {
    for (const n of [1, 2]) {
      await put(`not a journal, number ${n}`);
      const { journal, entries, damage, keptAs } = await openJournal(path);
      assert.deepEqual(entries, []);
      assert.equal(damage.length, 1);
      assert.equal(keptAs, `${path}.damaged-${n}`);
      assert.equal(await readFile(keptAs, 'utf8'), `not a journal, number ${n}`);
      await journal.close();
    }
  });

  it('with one byte changed, anywhere, tells it or is unharmed, and never throws', async () => {
    for (let index = 0; index < Buffer.byteLength(whole); index++) {
      const bytes = Buffer.from(whole);
      bytes[index] = (bytes[index] ?? 0) ^ 0x80;
      await put(bytes);
      const { entries, damage } = await readJournal(path);
      const atEnd = index === bytes.length - 1;
      assert.ok(damage.length > 0 || atEnd, `byte ${index}`);
      assert.ok(entries.length >= 3, `byte ${index}`);
    }
  });

  it('tells missing, repeated and misplaced lines', async () => {
    const [header = '', first = '', , , , fifth = ''] = whole.split('\n');
    await put(`${[header, first, fifth, first].join('\n')}\n`);
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(idsOf(entries), ['q1', 'q5']);
    assert.deepEqual(
      damage.map(({ line }) => line),
      [3, 4],
    );
  });

  it('reads a journal whose lines an editor or git has changed to end in CR LF', async () => {
    await put(whole.replaceAll('\n', '\r\n'));
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(entries, five);
    assert.deepEqual(damage, []);
  });

  it('leaves a journal of a newer version alone and says so', async () => {
    const newer = `${JSON.stringify({ journal: 'interpair', version: 2 })}\n{"what":1}\n`;
    await put(newer);
    await assert.rejects(openJournal(path), /newer Interpair/);
    assert.equal(await readFile(path, 'utf8'), newer);
    // And the lock is free again.
    await put(whole);
    await (await openJournal(path, { patience: 0 })).journal.close();
  });

  it('is open in one place at a time, under any name of the file', async () => {
    const { journal } = await openJournal(path);
    await assert.rejects(openJournal(path, { patience: 0 }), UnavailableError);
    await assert.rejects(
      openJournal(join(folder.path, 'sessions', '..', 'sessions', 'today.jsonl'), { patience: 0 }),
      /Another window/,
    );
    const waiting = openJournal(path);
    await journal.close();
    await (await waiting).journal.close();
  });

  it('writes and syncs before it acknowledges', async () => {
    const { file, journal } = await onFaultyDisk();
    await journal.append([entry(1)]);
    assert.deepEqual(file.log, ['write', 'sync']);
    await journal.close();
  });

  it('on a full disk appends nothing, says so, and goes on when there is room', async () => {
    const { file, journal } = await onFaultyDisk();
    await journal.append([entry(1)]);
    for (const room of [0, 1, 40]) {
      file.room = room;
      await assert.rejects(journal.append([entry(2, 'lost')]), /disk is full/);
    }
    file.room = Number.POSITIVE_INFINITY;
    await journal.append([entry(2, 'kept')]);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'kept']);
  });

  it('takes back what it could not sync, or writes no more until it can', async () => {
    const { file, journal } = await onFaultyDisk();
    await journal.append([entry(1)]);
    file.syncs = false;
    file.truncates = false;
    await assert.rejects(journal.append([entry(2, 'unsynced')]), UnavailableError);
    file.syncs = true;
    await assert.rejects(journal.append([entry(2, 'too early')]), UnavailableError);
    file.truncates = true;
    await journal.append([entry(2, 'kept')]);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'kept']);
  });

  it('does not write over what something else has written', async () => {
    const { journal } = await openJournal(path);
    await journal.append([entry(1)]);
    await writeFile(path, entryLines([entry(2, 'foreign')]), { flag: 'a' });
    await assert.rejects(journal.append([entry(2)]), /Something else has changed/);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'foreign']);
  });

  it('says what to do about a folder that can not be written', async () => {
    await mkdir(join(folder.path, 'sessions'));
    await writeFile(path, '');
    await chmod(path, 0o444);
    const root = process.getuid?.() === 0;
    if (root || process.platform === 'win32') {
      // Permissions do not stop the superuser; a file where the folder should be stops everyone.
      const inFile = join(path, 'inside.jsonl');
      await assert.rejects(openJournal(inFile), UnavailableError);
      return;
    }
    await assert.rejects(openJournal(path), /may not write/);
  });

  it('takes nothing after it is closed', async () => {
    const { journal } = await openJournal(path);
    const underWay = journal.append([entry(1)]);
    const closing = journal.close();
    await assert.rejects(journal.append([entry(2)]), UnavailableError);
    await underWay;
    await closing;
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1']);
    await truncate(path);
  });

  async function onFaultyDisk(): Promise<{ file: FaultyFile; journal: Journal }> {
    await (await openJournal(path)).journal.close();
    const file = new FaultyFile(await openJournalFile(path));
    const unlocked = toDisposable(() => undefined);
    return { file, journal: new Journal(path, file, await file.size(), unlocked) };
  }
});
