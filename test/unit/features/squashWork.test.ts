import assert from 'node:assert/strict';
import { sessionCommits, squash } from '../../../src/features/work/squashWork.ts';
import type { Clone } from '../../support/clone.ts';
import {
  assertRefuses,
  branch,
  get,
  session,
  type TwoClones,
  textOf,
  useTwoClones,
  writeHook,
} from './twoClones.ts';

describe('the work of a session that is over', () => {
  const clones = useTwoClones();
  let both: TwoClones;
  let ada: Clone;
  let grace: Clone;
  let tip: string;
  beforeEach(async () => {
    both = clones();
    ({ ada, grace } = both);
    await ada.write('heads.py', 'heads = 2\n');
    const first = await both.handOver(ada);
    await get(grace, first.commit);
    await grace.write('heads.py', 'heads = 3\n');
    tip = (await both.handOver(grace, first.commit)).commit;
    await get(ada, tip);
  });

  it('makes one commit of it all, beside the branch, which stays', async () => {
    await ada.write('heads.py', 'heads = 4\n');
    const found = await sessionCommits(ada, branch, session);
    assert.deepEqual(found, { branch, tip, base: both.start, count: 2 });
    const message = 'Heads copy\n\n- # 1 copies\n\nCo-authored-by: Grace <grace@example.com>\n';
    const squashed = `${branch}-squashed`;
    assert.deepEqual(await squash(ada, found, message), { branch: squashed });

    assert.equal(await ada.branch(), squashed);
    assert.equal(await ada.git(['log', '-1', '--format=%B']), `${message}\n`);
    assert.equal(await ada.git(['rev-parse', 'HEAD^']), `${both.start}\n`);
    assert.equal(await ada.git(['show', 'HEAD:heads.py']), 'heads = 3\n');
    assert.equal(await textOf(ada, 'heads.py'), 'heads = 4\n');
    assert.deepEqual(await ada.status(), [' M heads.py']);
    assert.equal(await both.inRemote(squashed), await ada.head());
    assert.equal((await ada.branches()).get(branch), tip);
    assert.equal(await both.inRemote(branch), tip);
    await both.assertMainStays();
  });

  it('takes another name if it was squashed before, and says why it is not pushed', async () => {
    const found = await sessionCommits(ada, branch, session);
    assert.ok(found);
    await squash(ada, found, 'One\n');
    await writeHook(both.bare, 'pre-receive', 'echo "no more branches" >&2; exit 1');
    await ada.checkout(branch);
    assert.deepEqual(await squash(ada, found, 'Two\n'), {
      branch: `${branch}-squashed-2`,
      notPushed: 'no more branches',
    });
    assert.equal((await ada.branches()).get(branch), tip);
  });

  it('counts commits that were made by hand in between, and none from before', async () => {
    await ada.write('heads.py', 'heads = 5\n');
    await ada.commitAll('By hand');
    assert.deepEqual(
      await sessionCommits(ada, branch, session).then(
        (found) => found && [found.base, found.count],
      ),
      [both.start, 3],
    );
  });

  it('finds nothing of another session', async () => {
    assert.equal(await sessionCommits(ada, 'main', session), undefined);
    assert.equal(await sessionCommits(ada, branch, { id: 'another' }), undefined);
    assert.equal(await sessionCommits(ada, 'interpair/none', session), undefined);
  });

  it('leaves merges to the person', async () => {
    await ada.git(['checkout', '-q', '-b', 'other', 'main']);
    await ada.write('probe.py', 'probe = 7\n');
    await ada.commitAll('Other');
    await ada.checkout(branch);
    await ada.git(['merge', '--quiet', 'other', '-m', 'Merge']);
    const found = await sessionCommits(ada, branch, session);
    assert.ok(found);
    await assertRefuses(squash(ada, found, 'One\n'), /since there are merges among them/);
    assert.deepEqual([...(await ada.branches()).keys()].sort(), [branch, 'main', 'other'].sort());
  });

  it('leaves no commit out that was made while the message was written', async () => {
    const found = await sessionCommits(ada, branch, session);
    assert.ok(found);
    await ada.write('heads.py', 'heads = 5\n');
    await ada.commitAll('By hand');
    await assertRefuses(squash(ada, found, 'One\n'), /has other commits by now; squash again/);
    assert.deepEqual([await ada.branch(), await textOf(ada, 'heads.py')], [branch, 'heads = 5\n']);
    assert.deepEqual([...(await ada.branches()).keys()].sort(), [branch, 'main'].sort());
  });
});
