import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Journal, openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { entryLines } from '../../../src/log/local/journalLine.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { idsOf } from '../../contract/events.ts';
import { FaultyDisk } from '../../contract/faultyDisk.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { entry, journalOf } from './sampleJournal.ts';

describe('a journal whose file goes away while it is open', () => {
  let folder: TemporaryFolder;
  let path: string;
  let disk: FaultyDisk;
  let journal: Journal;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'project', 'sessions', 'today.jsonl');
    disk = new FaultyDisk();
    ({ journal } = await openJournal(path, { disk }));
    await journal.append([entry(1), entry(2)]);
  });

  afterEach(async () => {
    await journal.close();
    await folder.remove();
  });

  async function holds(...ids: string[]): Promise<void> {
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(idsOf(entries), ids);
    assert.deepEqual(damage, []);
  }

  for (const [what, go] of [
    ['its file is deleted', () => rm(path)],
    ['its folders are deleted', () => rm(dirname(dirname(path)), { recursive: true })],
    ['its folder is moved', () => rename(dirname(path), join(folder.path, 'elsewhere'))],
  ] as const) {
    it(`writes all that it acknowledged anew when ${what}`, async () => {
      await go();
      await journal.append([entry(3)]);
      await holds('q1', 'q2', 'q3');
      await rm(join(folder.path, 'elsewhere'), { recursive: true, force: true });
      await go();
      await journal.append([entry(4), entry(5)]);
      await holds('q1', 'q2', 'q3', 'q4', 'q5');
    });
  }

  it('says so where it can not be written anew, and does it once it can', async () => {
    await rm(dirname(path), { recursive: true });
    await writeFile(dirname(path), 'a file where the folder was');
    await assert.rejects(journal.append([entry(3)]), /could not be|A file is where the folder/);
    await assert.rejects(journal.append([entry(3)]), UnavailableError);
    await rm(dirname(path));
    disk.room = 0;
    await assert.rejects(journal.append([entry(3)]), /disk is full/);
    disk.room = Number.POSITIVE_INFINITY;
    await journal.append([entry(3)]);
    await holds('q1', 'q2', 'q3');
  });

  it('acknowledges nothing that goes into a file which is deleted meanwhile', async () => {
    disk.beforeSync = () => rm(path);
    await assert.rejects(journal.append([entry(3, 'lost')]), /Something else has changed/);
    disk.beforeSync = async () => undefined;
    await journal.append([entry(3, 'kept')]);
    await holds('q1', 'q2', 'kept');
  });

  for (const [what, text] of [
    ['another one', () => 'something else'],
    ['an empty one', () => ''],
    ['a copy, as by an editor', () => readFile(path, 'utf8')],
    [
      'a changed one of the same size',
      async () => (await readFile(path, 'utf8')).replace('q1', 'p1'),
    ],
  ] as const) {
    it(`writes nothing over ${what} that replaces it, says so, and goes on when that is moved away`, async () => {
      const replacement = await text();
      await writeFile(`${path}.new`, replacement);
      await rename(`${path}.new`, path);
      for (let attempt = 0; attempt < 2; attempt++) {
        await assert.rejects(
          journal.append([entry(3, 'lost')]),
          /Something else has changed .*; move that file away and try again/,
        );
      }
      assert.equal(await readFile(path, 'utf8'), replacement);
      await rename(path, `${path}.theirs`);
      await journal.append([entry(3, 'kept')]);
      await holds('q1', 'q2', 'kept');
      assert.equal(await readFile(`${path}.theirs`, 'utf8'), replacement);
    });
  }

  it('does not write over what something else has appended', async () => {
    await writeFile(path, entryLines([entry(3, 'foreign')]), { flag: 'a' });
    await assert.rejects(journal.append([entry(3)]), /Something else has changed/);
    await holds('q1', 'q2', 'foreign');
  });

  it('goes on in the new file when it is opened again', async () => {
    await rm(path);
    await journal.append([entry(3)]);
    await assert.rejects(openJournal(path, { patience: 0 }), /Another window/);
    await journal.close();
    const again = await openJournal(path);
    assert.deepEqual(idsOf(again.entries), ['q1', 'q2', 'q3']);
    await again.journal.append([entry(4)]);
    await again.journal.close();
    await holds('q1', 'q2', 'q3', 'q4');
    assert.notEqual(await readFile(path, 'utf8'), journalOf([]));
  });
});
