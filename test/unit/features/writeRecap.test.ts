import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type RecapFiles,
  type WriteNew,
  writeRecap,
} from '../../../src/features/recap/writeRecap.ts';
import { HumanError } from '../../../src/util/humanError.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

const parts: RecapFiles = {
  text: (picture) => (picture === undefined ? 'words alone' : `words and ${picture}`),
  picture: '<svg/>',
};

/** A disk that is full for files of one ending. */
function fullFor(ending: string): WriteNew {
  return (file, content) =>
    file.endsWith(ending)
      ? Promise.reject(new Error('no space left on device'))
      : writeFile(file, content, { flag: 'wx' });
}

describe('writing a recap', () => {
  let scratch: ScratchFolder;
  const at = (name: string) => join(scratch.path, name);
  const read = (name: string) => readFile(at(name), 'utf8');

  beforeEach(async () => {
    scratch = await ScratchFolder.make();
  });

  afterEach(async () => {
    await scratch[Symbol.asyncDispose]();
  });

  it('writes the text and the picture beside each other', async () => {
    assert.deepEqual(await writeRecap(at('a b'), parts), { file: at('a b.md') });
    assert.equal(await read('a b.md'), 'words and a%20b.svg');
    assert.equal(await read('a b.svg'), '<svg/>');
  });

  it('writes nothing new where it was written before', async () => {
    await writeRecap(at('a'), parts);
    assert.deepEqual(await writeRecap(at('a'), parts), { file: at('a.md') });
    assert.deepEqual((await readdir(scratch.path)).sort(), ['a.md', 'a.svg']);
  });

  it('is the same for those who have one folder, and write it at the same moment', async () => {
    const long = { ...parts, picture: `<svg>${' '.repeat(2_000_000)}</svg>` };
    const written = await Promise.all(Array.from({ length: 8 }, () => writeRecap(at('a'), long)));
    assert.deepEqual(new Set(written.map(({ file }) => file)), new Set([at('a.md')]));
    assert.deepEqual(new Set(written.map(({ problem }) => problem)), new Set([undefined]));
    assert.deepEqual((await readdir(scratch.path)).sort(), ['a.md', 'a.svg']);
  });

  it('has a name of its own where a partner who sees another one was faster', async () => {
    const faster: WriteNew = async (file) => {
      await writeFile(file, 'theirs', { flag: 'wx' });
      await writeFile(file, 'mine', { flag: 'wx' });
    };
    const late: WriteNew = (file, content) =>
      file === at('a.svg') ? faster(file, content) : writeFile(file, content, { flag: 'wx' });
    assert.deepEqual(await writeRecap(at('a'), parts, late), { file: at('a-2.md') });
    assert.equal(await read('a.svg'), 'theirs');
    assert.deepEqual((await readdir(scratch.path)).sort(), ['a-2.md', 'a-2.svg', 'a.svg']);
  });

  for (const taken of ['a.md', 'a.svg']) {
    it(`keeps ${taken} of someone else, and gives both files the same number`, async () => {
      await writeFile(at(taken), 'mine');
      await mkdir(at('a-2.svg'));
      assert.deepEqual(await writeRecap(at('a'), parts), { file: at('a-3.md') });
      assert.equal(await read(taken), 'mine');
      assert.equal(await read('a-3.md'), 'words and a-3.svg');
      assert.equal(await read('a-3.svg'), '<svg/>');
      assert.deepEqual(
        (await readdir(scratch.path)).sort(),
        [...[taken, 'a-2.svg', 'a-3.md', 'a-3.svg']].sort(),
      );
    });
  }

  it('writes the text without the picture where that fails, and says so', async () => {
    assert.deepEqual(await writeRecap(at('a'), parts, fullFor('.svg')), {
      file: at('a.md'),
      problem: 'The picture of the session could not be written (no space left on device).',
    });
    assert.equal(await read('a.md'), 'words alone');
  });

  it('writes the picture where the text fails, and says what to do', async () => {
    await assert.rejects(
      writeRecap(at('a'), parts, fullFor('.md')),
      (error) =>
        error instanceof HumanError &&
        /can't be written to .*a\.md \(no space left on device\).*run "Interpair: Open Recap" again/.test(
          error.message,
        ),
    );
    assert.equal(await read('a.svg'), '<svg/>');
    assert.deepEqual(await writeRecap(at('a'), parts), { file: at('a.md') });
  });

  it('says that there is no folder to write into', async () => {
    await assert.rejects(writeRecap(at('gone/a'), parts), /can't be written to .*ENOENT/);
  });

  it('gives up where no name is free, as in a folder that is a file by now', async () => {
    await writeFile(at('sessions'), 'no folder any more');
    await assert.rejects(
      writeRecap(at('sessions/a'), parts),
      (error) =>
        error instanceof HumanError &&
        /can't be written to .*a\.md \(ENOTDIR.*run "Interpair: Open Recap" again/.test(
          error.message,
        ),
    );
  });

  it('gives up where every name is taken', async () => {
    const tried: string[] = [];
    const taken: RecapFiles = {
      ...parts,
      text: (picture) => {
        tried.push(picture ?? '');
        return 'words';
      },
    };
    for (let number = 1; number <= 100; number++) {
      await writeFile(at(number === 1 ? 'a.md' : `a-${number}.md`), 'mine');
    }
    await assert.rejects(writeRecap(at('a'), taken), /a\.md \(its 100 names are taken\)/);
    assert.equal(tried.length, 100);
  });
});
