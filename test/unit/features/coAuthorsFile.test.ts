import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minute, second } from '../../../src/core/time.ts';
import { CoAuthorsFile, renewal } from '../../../src/features/coAuthors/coAuthorsFile.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

const grace = 'Co-authored-by: Grace <grace@example.org>';
const joan = 'Co-authored-by: Joan <joan@example.org>';

describe('the file for the commit hook', () => {
  it('says who is there and for how long that holds', async () => {
    await using scratch = await ScratchFolder.make();
    const file = new CoAuthorsFile(scratch.path, () => 1_000 * second);
    await file.say([grace, joan]);
    const text = await readFile(join(scratch.path, 'interpair', 'co-authors'), 'utf8');
    assert.equal(text, `${1_000 + (15 * minute) / second}\n${grace}\n${joan}\n`);
  });

  it('is written again when someone comes, and before it stops to hold', async () => {
    await using scratch = await ScratchFolder.make();
    const path = join(scratch.path, 'interpair', 'co-authors');
    let now = 0;
    const file = new CoAuthorsFile(scratch.path, () => now);
    await file.say([grace]);
    await writeFile(path, 'as it was');
    now = renewal - 1;
    await file.say([grace]);
    assert.equal(await readFile(path, 'utf8'), 'as it was');
    now = renewal;
    await file.say([grace]);
    assert.match(await readFile(path, 'utf8'), /^1200\n/);
    await file.say([grace, joan]);
    assert.match(await readFile(path, 'utf8'), /Joan/);
  });

  it('is gone when nobody is due, also one that an earlier window left', async () => {
    await using scratch = await ScratchFolder.make();
    const path = join(scratch.path, 'interpair', 'co-authors');
    await mkdir(join(scratch.path, 'interpair'));
    await writeFile(path, 'from before');
    const file = new CoAuthorsFile(scratch.path, Date.now);
    await file.say([]);
    assert.ok(!existsSync(path));
    await file.say([grace]);
    await file.say([]);
    assert.ok(!existsSync(path));
  });

  it('is gone at once with its window, also where that was just writing it', async () => {
    await using scratch = await ScratchFolder.make();
    const path = join(scratch.path, 'interpair', 'co-authors');
    const file = new CoAuthorsFile(scratch.path, Date.now);
    await file.say([grace]);
    file.dispose();
    assert.ok(!existsSync(path));
    const late = new CoAuthorsFile(scratch.path, Date.now);
    const writing = late.say([grace]);
    late.dispose();
    await writing;
    assert.ok(!existsSync(path));
  });
});
