import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import {
  assertRefuses,
  branch,
  get,
  type TwoClones,
  textOf,
  useTwoClones,
  writeHook,
} from './twoClones.ts';

describe('work that can not be handed over', () => {
  const clones = useTwoClones();
  let both: TwoClones;
  let ada: Clone;
  let grace: Clone;
  beforeEach(() => {
    both = clones();
    ({ ada, grace } = both);
  });

  it('does nothing in the middle of a rebase', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    await ada.commitAll('Two');
    await ada.git(['checkout', '-q', '-b', 'other', both.start]);
    await ada.write('heads.py', 'heads = 3\n');
    await ada.commitAll('Three');
    await assert.rejects(ada.git(['rebase', 'main']));
    const before = { branches: await ada.branches(), status: await ada.status() };
    await assertRefuses(both.handOver(ada), /since a rebase is in progress here; finish that/);
    assert.deepEqual({ branches: await ada.branches(), status: await ada.status() }, before);
    assert.equal(await both.inRemote(branch), '');
    await ada.git(['rebase', '--abort']);
    assert.equal(await textOf(ada, 'heads.py'), 'heads = 3\n');
  });

  it('does nothing in the middle of a merge, or where a stash left conflicts', async () => {
    await ada.git(['checkout', '-q', '-b', 'other']);
    await ada.write('heads.py', 'heads = 2\n');
    await ada.commitAll('Two');
    await ada.checkout('main');
    await ada.write('heads.py', 'heads = 3\n');
    await ada.git(['stash']);
    await ada.write('heads.py', 'heads = 4\n');
    await ada.commitAll('Four');
    await assert.rejects(ada.git(['stash', 'pop']));
    const conflict = await textOf(ada, 'heads.py');
    await assertRefuses(both.handOver(ada), /since heads\.py has conflicts here/);
    assert.equal(await textOf(ada, 'heads.py'), conflict);
    await ada.git(['reset', '--hard', '--quiet']);
    await assert.rejects(ada.git(['merge', 'other']));
    await assertRefuses(both.handOver(ada), /since a merge is in progress here/);
    assert.deepEqual(await ada.status(), ['UU heads.py']);
  });

  it('does nothing where no branch is checked out', async () => {
    await ada.git(['checkout', '-q', '--detach']);
    await ada.write('heads.py', 'heads = 2\n');
    await assertRefuses(
      both.handOver(ada),
      /no branch is checked out here \(HEAD is at [0-9a-f]{7}\)/,
    );
    assert.deepEqual([await ada.status(), await ada.head()], [[' M heads.py'], both.start]);
    assert.deepEqual([...(await ada.branches()).keys()], ['main']);
  });

  it('does nothing where there is no commit yet', async () => {
    const empty = await Clone.make(join(both.folder, 'empty'), 'Ada');
    await empty.write('heads.py', 'heads = 2\n');
    await assertRefuses(
      both.handOver(empty),
      /this repository has no commit yet; make its first one/,
    );
    assert.deepEqual(await empty.status(), ['?? heads.py']);
  });

  it('commits nothing to another branch that the person went to', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
    await ada.checkout('main');
    await ada.write('heads.py', 'heads = 3\n');
    await assertRefuses(
      both.handOver(ada, commit),
      /since you are on main and not on the session's branch; check out interpair\//,
    );
    assert.deepEqual(await ada.status(), [' M heads.py']);
    assert.equal(await both.inRemote(branch), commit);
    await both.assertMainStays();
  });

  it('begins no second branch of the name without the work of the partner', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
    await grace.write('probe.py', 'probe = 2\n');
    await assertRefuses(
      both.handOver(grace, commit),
      /what your partner handed over is not here yet/,
    );
    assert.deepEqual([await grace.branch(), await grace.status()], ['main', [' M probe.py']]);
    await both.assertMainStays();
  });

  it('says that there is no remote, with the work committed', async () => {
    await ada.git(['remote', 'remove', 'origin']);
    await ada.write('heads.py', 'heads = 2\n');
    const { trouble, commit } = await both.handOver(ada);
    assert.equal(trouble?.lasts, true);
    assert.match(trouble.sentence, /^Your work is committed to interpair.*has no remote; add one/);
    assert.equal(await ada.git(['show', `${commit}:heads.py`]), 'heads = 2\n');
    assert.equal((await ada.branches()).get('main'), both.start);
  });

  it('says why the remote did not take it, with the work committed', async () => {
    await writeHook(both.bare, 'pre-receive', 'echo "this branch is protected" >&2; exit 1');
    await ada.write('heads.py', 'heads = 2\n');
    const { trouble, commit } = await both.handOver(ada);
    assert.match(
      trouble?.sentence ?? '',
      /origin did not take it \(this branch is protected\); set that/,
    );
    assert.equal((await ada.branches()).get(branch), commit);
    assert.equal(await both.inRemote(branch), '');

    await rm(join(both.bare, 'hooks', 'pre-receive'));
    assert.equal((await both.handOver(ada)).trouble, undefined);
    assert.equal(await both.inRemote(branch), commit);
  });

  it('forces nothing where the remote has other commits of the branch', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
    await get(grace, commit);
    await grace.write('heads.py', 'heads = 3\n');
    const theirs = await both.handOver(grace, commit);
    await ada.write('heads.py', 'heads = 4\n');
    const { trouble, commit: mine } = await both.handOver(ada, commit);
    assert.match(trouble?.sentence ?? '', /origin has other commits of that branch; pull them/);
    assert.equal(await both.inRemote(branch), theirs.commit);
    assert.equal(await ada.git(['show', `${mine}:heads.py`]), 'heads = 4\n');
    // It was fetched, for the pull.
    const fetched = await ada.git(['rev-parse', `refs/remotes/origin/${branch}`]);
    assert.equal(fetched.trim(), theirs.commit);
  });

  it('keeps what a hook did not let through', async () => {
    const file = 'pre-commit';
    await writeHook(join(ada.root, '.git'), file, 'echo "heads.py: unused name" >&2; exit 1');
    await ada.write('heads.py', 'heads = 2\n');
    await assertRefuses(
      both.handOver(ada),
      /could not be committed to interpair\/\S+: heads\.py: unused name; it is all still here/,
    );
    assert.equal(await textOf(ada, 'heads.py'), 'heads = 2\n');
    assert.equal(await ada.head(), both.start);
    await rm(join(ada.root, '.git', 'hooks', file));
    assert.equal((await both.handOver(ada)).trouble, undefined);
  });

  it('says what git needs to know of the person', async () => {
    await ada.git(['config', '--unset', 'user.email']);
    await ada.git(['config', '--unset', 'user.name']);
    await ada.git(['config', 'user.useConfigOnly', 'true']);
    await ada.write('heads.py', 'heads = 2\n');
    await assertRefuses(
      both.handOver(ada),
      /does not know who you are, so set user\.name and user\.email/,
    );
    assert.equal(await textOf(ada, 'heads.py'), 'heads = 2\n');
  });

  it('pushes to the remote of the branch that the person was on, also at another try', async () => {
    const lab = join(both.folder, 'lab.git');
    await Clone.bare(lab);
    await ada.git(['remote', 'add', 'lab', lab]);
    await ada.push('lab', 'main');
    await writeHook(lab, 'pre-receive', 'exit 1');
    await ada.write('heads.py', 'heads = 2\n');
    assert.match((await both.handOver(ada)).trouble?.sentence ?? '', /lab did not take it/);
    await rm(join(lab, 'hooks', 'pre-receive'));
    const { commit, trouble } = await both.handOver(ada);
    assert.equal(trouble, undefined);
    assert.match(await ada.git(['ls-remote', lab, `refs/heads/${branch}`]), RegExp(`^${commit}`));
    assert.equal(await both.inRemote(branch), '');
  });

  it('pushes to where the person pushes that branch, if they fetch it from elsewhere', async () => {
    const fork = join(both.folder, 'fork.git');
    await Clone.bare(fork);
    await ada.git(['remote', 'add', 'fork', fork]);
    await ada.git(['config', 'branch.main.pushRemote', 'fork']);
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
    assert.match(await ada.git(['ls-remote', fork, `refs/heads/${branch}`]), RegExp(`^${commit}`));
    assert.equal(await both.inRemote(branch), '');
  });
});
