import assert from 'node:assert/strict';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { entryLines, journalVersion } from '../../../src/log/local/journalLine.ts';
import { syncFolder } from '../../../src/log/local/syncFolder.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { idsOf } from '../../contract/events.ts';
import { FaultyDisk } from '../../contract/faultyDisk.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { appends, entry, journalOf } from './sampleJournal.ts';

describe('the journal', () => {
  let folder: TemporaryFolder;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'sessions', 'today.jsonl');
  });

  afterEach(() => folder.remove());

  async function put(text: string): Promise<void> {
    await mkdir(join(folder.path, 'sessions'), { recursive: true });
    await writeFile(path, text);
  }

  it('makes its file and folder, and gives back what was appended', async () => {
    const { journal, entries } = await openJournal(path);
    assert.deepEqual(entries, []);
    for (const append of appends) {
      await journal.append(append);
    }
    await journal.close();
    assert.equal(await readFile(path, 'utf8'), journalOf(appends));
    const again = await openJournal(path);
    assert.deepEqual(again.entries, appends.flat());
    assert.deepEqual(again.damage, []);
    await again.journal.close();
  });

  it('reads a journal whose lines an editor or git has changed to end in CR LF', async () => {
    await put(journalOf(appends).replaceAll('\n', '\r\n'));
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(entries, appends.flat());
    assert.deepEqual(damage, []);
  });

  it('takes a line that a person wrote, without a sum, as it is', async () => {
    await put(journalOf(appends).replace(/,"sum":"[0-9a-f]*"/g, ''));
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(entries, appends.flat());
    assert.deepEqual(damage, []);
  });

  it('leaves a journal of a newer version alone and says so', async () => {
    const header = { journal: 'interpair', version: journalVersion + 1, novel: true };
    const newer = `${JSON.stringify(header)}\n{"what":1}\n`;
    await put(newer);
    await assert.rejects(openJournal(path), /newer Interpair/);
    assert.equal(await readFile(path, 'utf8'), newer);
    // And the lock is free again.
    await put(journalOf(appends));
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

  it('is given to one at a time of many who open it at once', async () => {
    let holders = 0;
    const opened = Array.from({ length: 8 }, async (_, index) => {
      const { journal, entries } = await openJournal(path);
      holders++;
      assert.equal(holders, 1);
      await journal.append([entry(entries.length + 1, `of ${index}`)]);
      holders--;
      await journal.close();
    });
    await Promise.all(opened);
    const { entries, damage } = await readJournal(path);
    assert.equal(new Set(idsOf(entries)).size, 8);
    assert.deepEqual(damage, []);
  });

  it('writes and syncs before it acknowledges, and syncs what it found', async () => {
    const disk = new FaultyDisk();
    const { journal } = await openJournal(path, { disk });
    assert.deepEqual(disk.log.splice(0), ['write', 'sync']);
    await journal.append([entry(1)]);
    assert.deepEqual(disk.log, ['write', 'sync']);
    await journal.close();
  });

  it('on a full disk appends nothing, says so, and goes on when there is room', async () => {
    const disk = new FaultyDisk();
    const { journal } = await openJournal(path, { disk });
    await journal.append([entry(1)]);
    for (const room of [0, 1, 40]) {
      disk.room = room;
      await assert.rejects(journal.append([entry(2, 'lost')]), /disk is full/);
    }
    disk.room = Number.POSITIVE_INFINITY;
    await journal.append([entry(2, 'kept')]);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'kept']);
  });

  it('takes back what it could not sync, or writes no more until it can', async () => {
    const disk = new FaultyDisk();
    const { journal } = await openJournal(path, { disk });
    await journal.append([entry(1)]);
    disk.syncs = false;
    disk.truncates = false;
    await assert.rejects(journal.append([entry(2, 'unsynced')]), UnavailableError);
    disk.syncs = true;
    await assert.rejects(journal.append([entry(2, 'too early')]), UnavailableError);
    disk.truncates = true;
    await journal.append([entry(2, 'kept')]);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'kept']);
  });

  it('closed, takes back what it could not sync and said was not there', async () => {
    const disk = new FaultyDisk();
    const { journal } = await openJournal(path, { disk });
    await journal.append([entry(1)]);
    disk.syncs = false;
    disk.truncates = false;
    await assert.rejects(journal.append([entry(2, 'unsynced')]), UnavailableError);
    disk.truncates = true;
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1']);
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

  it('cuts nothing off that was appended where its lock does not reach', async () => {
    await put(journalOf([[entry(1)]]));
    const disk = new FaultyDisk();
    // Someone on another machine appends right after the file was read here.
    const { journal } = await openJournal(path, {
      disk: Object.assign(disk, {
        read: async (file: string) => {
          const bytes = await readFile(file);
          await writeFile(path, entryLines([entry(2, 'foreign')]), { flag: 'a' });
          return bytes;
        },
      }),
    });
    await assert.rejects(journal.append([entry(2)]), /Something else has changed/);
    await journal.close();
    assert.deepEqual(idsOf((await readJournal(path)).entries), ['q1', 'foreign']);
  });

  it('goes without syncing a folder where the file system has no such thing, as in Linux /proc', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    await syncFolder('/proc');
  });
});
