import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreAnnouncement } from '../../../../src/platform/sharing/host/ignoreAnnouncement.ts';
import { ScratchFolder } from '../../../support/scratchFolder.ts';

/** The files of a folder that git would add, after what announces a session was ignored in it. */
async function added(folder: string, before: string | undefined) {
  if (before !== undefined) {
    await writeFile(join(folder, '.gitignore'), before);
  }
  const isChanged = await ignoreAnnouncement(folder);
  await writeFile(join(folder, 'live.json'), 'secret');
  await writeFile(join(folder, 'live.json.4711'), 'secret');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet');
  return {
    isChanged,
    files: git('ls-files', '--others', '--exclude-standard').trim().split('\n'),
    text: await readFile(join(folder, '.gitignore'), 'utf8'),
  };
}

describe('ignoring what announces a session', () => {
  const cases: readonly [string, string | undefined, string, boolean][] = [
    ['makes the file where there is none', undefined, 'live.json*\n', false],
    ['leaves a file alone that has the line', 'live.json*\nmine\n', 'live.json*\nmine\n', false],
    ['leaves a file alone that ignores all', '*\n', '*\n', false],
    ['adds the line to an older file', 'live.json\n', 'live.json\nlive.json*\n', true],
    ['adds the line where the last one has no end', 'mine', 'mine\nlive.json*\n', true],
    ['adds the line to an empty file', '', 'live.json*\n', true],
    [
      'adds it again where a later line takes it out',
      'live.json*\n!*.json\n',
      'live.json*\n!*.json\nlive.json*\n',
      true,
    ],
    ['reads the lines of Windows', 'mine\r\nlive.json*\r\n', 'mine\r\nlive.json*\r\n', false],
  ];
  for (const [what, before, after, isChanged] of cases) {
    it(`${what}, and git sees none of it`, async () => {
      await using scratch = await ScratchFolder.make();
      const result = await added(scratch.path, before);
      assert.equal(result.text, after);
      assert.equal(result.isChanged, isChanged);
      assert.deepEqual(
        result.files.filter((name) => name.startsWith('live.json')),
        [],
      );
    });
  }

  it('fails where git would not heed the file', async () => {
    await using scratch = await ScratchFolder.make();
    const [own, elsewhere] = [join(scratch.path, 'own'), join(scratch.path, 'elsewhere')];
    await mkdir(own);
    await writeFile(elsewhere, 'theirs\n');
    await symlink(elsewhere, join(own, '.gitignore'));
    await assert.rejects(ignoreAnnouncement(own), /\.gitignore is a link/);
    assert.equal(await readFile(elsewhere, 'utf8'), 'theirs\n');
  });
});
