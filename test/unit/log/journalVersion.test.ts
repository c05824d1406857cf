import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replay } from '../../../src/core/evolve.ts';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { parseJournal } from '../../../src/log/local/journalFormat.ts';
import { journalVersion } from '../../../src/log/local/journalLine.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { firstJournal } from './firstJournal.ts';
import { stamped } from './sampleJournal.ts';

const finding = stamped(6, { type: 'findingRecorded', id: 'f1', text: 'Head 1.4 copies' });

describe('a journal of an older format', () => {
  let folder: TemporaryFolder;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'today.jsonl');
    await writeFile(path, firstJournal);
  });

  afterEach(() => folder.remove());

  it('tells its session without damage', async () => {
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(damage, []);
    const session = replay(entries);
    assert.equal(session?.questions[0]?.outcome, 'answered');
    assert.deepEqual(session.questions[0].answers, [
      { text: 'BOS', by: 'ada', at: 1_700_000_005_000 },
    ]);
    assert.deepEqual(session.findings, []);
  });

  it('is left as it is by whoever only reads it', async () => {
    await readJournal(path);
    assert.equal(await readFile(path, 'utf8'), firstJournal);
  });

  it('says that it is newer before it holds what the older format does not know', async () => {
    const { journal, entries, keptAs } = await openJournal(path);
    assert.equal(entries.length, 5);
    assert.equal(keptAs, undefined);
    await journal.append([finding]);
    await journal.close();
    const header = `{"journal":"interpair","version":${journalVersion},`;
    assert.ok((await readFile(path, 'utf8')).startsWith(header));
    const later = await readJournal(path);
    assert.deepEqual(later.entries, [...entries, finding]);
    assert.deepEqual(later.damage, []);
    assert.deepEqual(await readdir(folder.path), ['today.jsonl']);
  });

  it('cut off in any of its entries keeps every append that was whole', async () => {
    const bytes = Buffer.from(firstJournal);
    for (let length = firstJournal.indexOf('\n') + 1; length <= bytes.length; length += 7) {
      const kept = parseJournal(bytes.subarray(0, length)).entries;
      await writeFile(path, bytes.subarray(0, length));
      const { journal, entries, damage } = await openJournal(path);
      assert.deepEqual(entries, kept, `cut at byte ${length}`);
      assert.deepEqual(damage, [], `cut at byte ${length}`);
      const more = { ...finding, revision: kept.length + 1 };
      await journal.append([more]);
      await journal.close();
      assert.deepEqual((await readJournal(path)).entries, [...kept, more], `byte ${length}`);
    }
  });
});
