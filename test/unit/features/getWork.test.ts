import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import {
  assertRefuses,
  branch,
  except,
  get,
  type TwoClones,
  textOf,
  useTwoClones,
} from './twoClones.ts';

describe('work that can not be got', () => {
  const clones = useTwoClones();
  let both: TwoClones;
  let ada: Clone;
  let grace: Clone;
  let commit: string;
  beforeEach(async () => {
    both = clones();
    ({ ada, grace } = both);
    await ada.write('heads.py', 'heads = 2\n');
    await ada.write('new.py', 'new = 1\n');
    commit = (await both.handOver(ada)).commit;
  });

  it('overwrites nothing that is not committed', async () => {
    await grace.write('heads.py', 'heads = 9\n');
    await assertRefuses(
      get(grace, commit),
      /Ada's work is on .* changes in heads\.py that are not comm/,
    );
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 9\n');
    assert.equal(await grace.branch(), 'main');
    await grace.git(['stash']);
    assert.equal(await get(grace, commit), 2);
  });

  it('waits for what is not saved', async () => {
    const unsaved = { unsaved: ['probe.py'], except };
    await assertRefuses(get(grace, commit, unsaved), /you have changes in probe\.py that are not/);
    assert.equal(await grace.branch(), 'main');
  });

  it('overwrites no new file that is in the way, and keeps those that are not', async () => {
    await grace.write('new.py', 'mine\n');
    await grace.write('notes.md', 'notes\n');
    await assertRefuses(get(grace, commit), /but git could not go there \(.*overwritten/);
    assert.equal(await textOf(grace, 'new.py'), 'mine\n');
    assert.equal(await grace.branch(), 'main');
    await rm(join(grace.root, 'new.py'));
    await get(grace, commit);
    assert.equal(await textOf(grace, 'notes.md'), 'notes\n');
  });

  it('merges nothing by itself where both went on', async () => {
    await get(grace, commit);
    await grace.write('probe.py', 'probe = 2\n');
    await grace.commitAll('Mine');
    const mine = await grace.head();
    await ada.write('heads.py', 'heads = 3\n');
    const theirs = await both.handOver(ada, commit);
    const sentence = /but your interpair\/\S+ has commits that Ada's has not; merge the two/;
    await assertRefuses(get(grace, theirs.commit), sentence);
    assert.deepEqual([await grace.head(), await grace.status()], [mine, []]);
    await grace.checkout('main');
    await assertRefuses(get(grace, theirs.commit), sentence);
    assert.equal(await grace.branch(), 'main');
    assert.equal((await grace.branches()).get(branch), mine);
  });

  it('leaves a commit alone that no branch has', async () => {
    await grace.git(['checkout', '-q', '--detach']);
    await grace.write('probe.py', 'probe = 2\n');
    await grace.commitAll('On no branch');
    const loose = await grace.head();
    await assertRefuses(get(grace, commit), /but no branch is checked out here/);
    assert.equal(await grace.head(), loose);
  });

  it('leaves a rebase alone', async () => {
    await grace.git(['checkout', '-q', '-b', 'other']);
    await grace.write('heads.py', 'heads = 8\n');
    await grace.commitAll('Eight');
    await grace.checkout('main');
    await grace.write('heads.py', 'heads = 9\n');
    await grace.commitAll('Nine');
    await assert.rejects(grace.git(['rebase', 'other']));
    await assertRefuses(get(grace, commit), /but a rebase is in progress here/);
    assert.deepEqual(await grace.status(), ['UU heads.py']);
  });

  it('comes to a clone from before the first commit', async () => {
    const empty = join(both.folder, 'empty.git');
    await Clone.bare(empty);
    const joan = await Clone.make(join(both.folder, 'joan'), 'Joan', empty);
    await joan.git(['remote', 'set-url', 'origin', both.bare]);
    assert.equal(await get(joan, commit), 4);
    assert.equal(await textOf(joan, 'heads.py'), 'heads = 2\n');
  });

  it('says that no remote has it, or why none could be asked', async () => {
    await grace.git(['remote', 'set-url', 'origin', join(both.folder, 'elsewhere.git')]);
    await assertRefuses(
      get(grace, commit),
      /could not be fetched \('.*elsewhere\.git' does not appear/,
    );
    await grace.git(['remote', 'remove', 'origin']);
    await assertRefuses(
      get(grace, commit),
      /no remote of this repository has it; see that you share/,
    );
    assert.equal(await grace.branch(), 'main');
  });

  it('overwrites no ignored file that the work has too, whichever way it gets there', async () => {
    const ignore = (...names: readonly string[]) =>
      grace.write('.git/info/exclude', `${names.join('\n')}\n`);
    await ignore('new.py');
    await grace.write('new.py', 'mine\n');
    const sentence = /but it would overwrite new\.py, which git ignores here; move that elsewhere/;
    await assertRefuses(get(grace, commit), sentence);
    assert.deepEqual([await grace.branch(), await textOf(grace, 'new.py')], ['main', 'mine\n']);

    // A branch that was here before is checked out, and leads over a file that is gone again.
    await grace.fetch('origin', branch);
    await grace.git(['branch', branch, commit]);
    await rm(join(ada.root, 'new.py'));
    const without = await both.handOver(ada, commit);
    await assertRefuses(get(grace, without.commit), sentence);
    assert.deepEqual([await grace.branch(), await textOf(grace, 'new.py')], ['main', 'mine\n']);

    await rm(join(grace.root, 'new.py'));
    await get(grace, without.commit);
    await ignore('results', 'notes');
    await grace.write('results/a.json', 'mine\n');
    await grace.write('notes', 'mine\n');
    await ada.write('results/a.json', 'theirs\n');
    await ada.write('notes/today.md', 'theirs\n');
    const newest = await both.handOver(ada, without.commit);
    await assertRefuses(
      get(grace, newest.commit),
      /overwrite notes and results\/a\.json, which git ignores here; move those elsewhere/,
    );
    assert.equal(await grace.head(), without.commit);
    assert.equal(await textOf(grace, 'results/a.json'), 'mine\n');
    assert.equal(await textOf(grace, 'notes'), 'mine\n');
  });
});
