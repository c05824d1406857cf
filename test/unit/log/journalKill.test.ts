import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { idsOf } from '../../contract/events.ts';
import { seed } from '../../contract/seed.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { Random } from '../../simulation/random.ts';
import { bundleMortal, drawFate, type Life, live } from './mortalProcess.ts';
import { entry, journalOf } from './sampleJournal.ts';

/** Each has two processes at a time: one has it, the other waits for it. */
const journals = 20;
const killsInEach = 16;
const journalsAtATime = 2;

// After a kill, the system still has what was written. A power cut, which it has not, is in the simulation.
describe('a process that is killed at any moment', () => {
  let folder: TemporaryFolder;
  let script: string;

  before(async () => {
    folder = await temporaryFolder();
    script = await bundleMortal(folder.path);
  });

  after(() => folder.remove());

  it(`loses no acknowledged entry, half of no append, and no lock, ${journals * killsInEach} times over`, async () => {
    const random = new Random(seed());
    const paths = Array.from({ length: journals }, (_, index) =>
      join(folder.path, `${index}.jsonl`),
    );
    const all: Life[] = [];
    const inTurn = async () => {
      for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
        all.push(...(await killAgainAndAgain(path, random.fork())));
      }
    };
    await Promise.all(Array.from({ length: journalsAtATime }, inTurn));
    const count = (fits: (life: Life) => boolean) => all.filter(fits).length;
    assert.equal(all.length, journals * killsInEach);
    // The kills came before, while and after a process had the journal, from within and without.
    assert.ok(count(({ found }) => found === undefined) > 20);
    assert.ok(count(({ found, acknowledged }) => found !== undefined && acknowledged === 0) > 10);
    assert.ok(count(({ acknowledged, fate }) => acknowledged > 0 && fate.by === 'another') > 20);
    assert.ok(count(({ acknowledged, fate }) => acknowledged > 0 && fate.by === 'itself') > 20);
  }).timeout(300_000);

  it('in the middle of recovering a damaged journal, at each step of it, has all that can be read', async () => {
    const path = join(folder.path, 'damaged.jsonl');
    const whole = journalOf([[entry(1)], [entry(2), entry(3)], [entry(4)]]);
    const damaged = whole.replace('Is q3 real?', 'Is q3 ReaL?');
    let step = 0;
    for (let isWhole = false; !isWhole; ) {
      step++;
      await writeFile(path, damaged);
      const life = await live(script, path, { by: 'itself', step }, () => undefined);
      assert.equal(life.end, 'SIGKILL');
      const { journal, entries } = await openJournal(path);
      await journal.close();
      assert.deepEqual(
        idsOf(entries).slice(0, 4),
        ['q1', 'q2', 'q3', 'q4'],
        `killed at step ${step}`,
      );
      const kept = (await readdir(folder.path)).filter((name) =>
        name.startsWith('damaged.jsonl.dam'),
      );
      const copies = await Promise.all(
        kept.map((name) => readFile(join(folder.path, name), 'utf8')),
      );
      assert.ok(copies.includes(damaged), `killed at step ${step}`);
      isWhole = life.found !== undefined;
    }
    assert.ok(step > 10);
  }).timeout(120_000);

  async function killAgainAndAgain(path: string, random: Random): Promise<Life[]> {
    const lives: Life[] = [];
    let acknowledged = 0;
    await (await openJournal(path)).journal.close();
    const takeTurns = async () => {
      while (lives.length < killsInEach) {
        const fate = drawFate(random);
        const life = await live(script, path, fate, (revision) => {
          acknowledged = Math.max(acknowledged, revision);
        });
        if (lives.length < killsInEach) {
          lives.push(life);
          await check(path, acknowledged, lives);
        }
      }
    };
    await Promise.all([takeTurns(), takeTurns()]);
    const { journal, entries, damage } = await openJournal(path);
    await journal.close();
    assert.ok(entries.length >= acknowledged);
    assert.deepEqual(damage, []);
    return lives;
  }
});

/** Whether the journal, while another process may be writing it, has all that was acknowledged. */
async function check(path: string, acknowledged: number, lives: readonly Life[]): Promise<void> {
  try {
    assert.equal(lives.at(-1)?.end, 'SIGKILL');
    const { entries, damage } = await readJournal(path);
    assert.deepEqual(damage, []);
    assert.ok(entries.length >= acknowledged, `${entries.length} of ${acknowledged} entries`);
    assert.ok(isWhole(entries.length), `${entries.length} entries are half of an append`);
    assert.deepEqual(
      idsOf(entries),
      entries.map((_, index) => `q${index + 1}`),
    );
  } catch (cause) {
    const history = lives.map((life) => JSON.stringify(life)).join('\n');
    throw new Error(`With seed ${seed()}, after\n${history}`, { cause });
  }
}

/** Each append has one to four entries, by the revision that it comes after. */
function isWhole(count: number): boolean {
  let revision = 0;
  while (revision < count) {
    revision += 1 + (revision % 4);
  }
  return revision === count;
}
