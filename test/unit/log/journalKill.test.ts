import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openJournal } from '../../../src/log/local/journal.ts';
import { idsOf } from '../../contract/events.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';

const rounds = 15;

describe('a process that is killed while it appends', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it(`loses no acknowledged entry and no lock, ${rounds} times over`, async function () {
    this.timeout(60_000);
    const path = join(folder.path, 'today.jsonl');
    let acknowledged = 0;
    for (let round = 0; round < rounds; round++) {
      acknowledged = await appendAndKill(path, 1 + ((round * 7) % 23));
      const { journal, entries, damage } = await openJournal(path);
      assert.deepEqual(damage, []);
      assert.ok(entries.length >= acknowledged, `${entries.length} of ${acknowledged}`);
      assert.deepEqual(
        idsOf(entries),
        entries.map((_, index) => `q${index + 1}`),
      );
      await journal.close();
    }
    assert.ok(acknowledged > rounds);
  });
});

/** Lets a process append until it has printed `acks` lines, kills it, and gives the last one printed. */
async function appendAndKill(path: string, acks: number): Promise<number> {
  const script = join(import.meta.dirname, 'appendForever.ts');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let last = 0;
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    seen++;
    if (seen === acks) {
      child.kill('SIGKILL');
    }
  }
  await exited;
  assert.ok(seen >= acks, 'the process ended by itself');
  return last;
}
