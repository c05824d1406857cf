import assert from 'node:assert/strict';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workMessage } from '../../../src/core/workMessage.ts';
import { followWork, getWork, type Surroundings } from '../../../src/features/git/getWork.ts';
import { pushWork } from '../../../src/features/git/pushWork.ts';
import { sessionCommits, squash } from '../../../src/features/git/squashWork.ts';
import { HumanError } from '../../../src/util/humanError.ts';
import { Clone, useOwnGitConfiguration } from '../../support/clone.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

const branch = 'interpair/do-heads-copy-1a2b3c4d';
const session = { id: '1a2b3c4d-session', hypothesis: 'Do heads copy?', handoffs: [] };
const except = ['.interpair'];
const nothing: Surroundings = { unsaved: [], except };

describe('work that is handed over with git between two clones', () => {
  let scratch: ScratchFolder;
  let bare: string;
  let ada: Clone;
  let grace: Clone;
  /** The commit that both have of `main`. */
  let start: string;
  let turn: number;
  useOwnGitConfiguration();

  beforeEach(async () => {
    scratch = await ScratchFolder.make();
    bare = join(scratch.path, 'shared.git');
    await Clone.bare(bare);
    ada = await Clone.make(join(scratch.path, 'ada'), 'Ada', bare);
    await ada.write('heads.py', 'heads = 1\n');
    await ada.write('probe.py', 'probe = 1\n');
    await ada.write('.gitignore', '*.log\n');
    await ada.commitAll('Begin');
    await ada.push('origin', 'main');
    start = await ada.head();
    grace = await Clone.make(join(scratch.path, 'grace'), 'Grace', bare);
    turn = 0;
  });
  afterEach(async () => {
    await scratch[Symbol.asyncDispose]();
  });

  const handOver = async (clone: Clone, last?: string) => {
    turn++;
    const message = workMessage(session, turn);
    return pushWork(clone, { branch, message, last, except });
  };
  const get = (clone: Clone, commit: string, surroundings = nothing) =>
    getWork(clone, { branch, commit, owner: 'Ada' }, surroundings);
  const textOf = (clone: Clone, path: string) => readFile(join(clone.root, path), 'utf8');
  const inRemote = async (name: string) =>
    (await ada.git(['ls-remote', bare, `refs/heads/${name}`])).split('\t')[0];
  const refuses = (work: Promise<unknown>, sentence: RegExp) =>
    assert.rejects(work, (error) => error instanceof HumanError && sentence.test(error.message));
  /** Neither clone nor the remote has `main` anywhere else than where it was. */
  const mainStays = async () => {
    assert.equal((await ada.branches()).get('main'), start);
    assert.equal((await grace.branches()).get('main'), start);
    assert.equal(await inRemote('main'), start);
  };
  /** Git's own hook in a clone, or in the shared repository. */
  const hook = async (folder: string, name: string, script: string) => {
    const file = join(folder, 'hooks', name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  };

  describe('as it should go', () => {
    it('takes what is changed, deleted and new to the other clone, on a branch of the session', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      await ada.write('new/[odd] name.py', 'new = 1\n');
      await rm(join(ada.root, 'probe.py'));
      const { commit, ...rest } = await handOver(ada);
      assert.deepEqual(rest, { leftOut: [] });
      assert.deepEqual([await ada.branch(), await ada.status()], [branch, []]);

      assert.equal(await get(grace, commit), 3);
      assert.equal(await grace.branch(), branch);
      assert.equal(await textOf(grace, 'heads.py'), 'heads = 2\n');
      assert.equal(await textOf(grace, 'new/[odd] name.py'), 'new = 1\n');
      await assert.rejects(stat(join(grace.root, 'probe.py')));
      await mainStays();
    });

    it('goes back and forth, by moving on along that branch', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const first = await handOver(ada);
      await get(grace, first.commit);
      await grace.write('heads.py', 'heads = 3\n');
      const second = await handOver(grace, first.commit);
      assert.equal(await get(ada, second.commit), 1);
      assert.equal(await textOf(ada, 'heads.py'), 'heads = 3\n');
      const log = await ada.git(['log', '--format=%an: %s', `${start}..`]);
      assert.deepEqual(log.trim().split('\n'), [
        'Grace: WIP turn 2: Do heads copy?',
        'Ada: WIP turn 1: Do heads copy?',
      ]);
      await mainStays();
    });

    it('has the branch follow the shared one on both sides', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      await get(grace, (await handOver(ada)).commit);
      for (const clone of [ada, grace]) {
        const upstream = await clone.git(['rev-parse', '--abbrev-ref', '@{upstream}']);
        assert.equal(upstream.trim(), `origin/${branch}`);
      }
    });

    it('makes no empty commit, but tells where the branch is if that is news', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      assert.equal((await handOver(ada, commit)).commit, commit);
      await ada.write('heads.py', 'heads = 3\n');
      await ada.commitAll('By hand');
      const byHand = await handOver(ada, commit);
      assert.equal(byHand.commit, await ada.head());
      assert.equal(await inRemote(branch), byHand.commit);
      assert.equal(await ada.git(['log', '-1', '--format=%s']), 'By hand\n');
    });

    it('hands over a clean tree where it is, at first', async () => {
      assert.deepEqual(await handOver(ada), { commit: start, leftOut: [] });
      assert.equal(await inRemote(branch), start);
    });

    it('has nothing to get where the commit is here, as in one folder that two windows have open', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      await ada.write('heads.py', 'heads = 3\n');
      assert.equal(await get(ada, commit), undefined);
      assert.equal(await textOf(ada, 'heads.py'), 'heads = 3\n');
    });

    it('leaves out what is ignored, the records of the session, large new files and repositories', async () => {
      await ada.write('run.log', 'log\n');
      await ada.write('.interpair/sessions/today.jsonl', '{}\n');
      await ada.write('model.pt', new Uint8Array(50_000_001));
      await Clone.make(join(ada.root, 'inner'), 'Ada');
      await ada.write('small.py', 'small = 1\n');
      const { commit, leftOut } = await handOver(ada);
      assert.deepEqual([...leftOut].sort(), ['inner/', 'model.pt']);
      const committed = await ada.git(['show', '--name-only', '--format=', commit]);
      assert.equal(committed, 'small.py\n');
      assert.equal((await stat(join(ada.root, 'model.pt'))).size, 50_000_001);
    });

    it('leaves out new files that are named like those of keys, and no others', async () => {
      const keys = [
        ...['.env', '.env.local', 'prod.env', '.envrc', '.pgpass', 'keys/id_ed25519', 'server.pem'],
        ...['hub_credentials.json', 'passwords.txt', 'api_key.txt', 'hf_token', 'my.secrets.yaml'],
      ];
      const others = [
        '.env.example',
        'tokens.json',
        'api_key.py',
        'keyboard.py',
        'environment.yml',
        'secret_word.py',
        'heads.key.py',
      ];
      for (const file of [...keys, ...others]) {
        await ada.write(file, 'x\n');
      }
      const { commit, leftOut } = await handOver(ada);
      assert.deepEqual([...leftOut].sort(), keys.sort());
      const committed = await ada.git(['show', '--name-only', '--format=', commit]);
      assert.deepEqual(committed.trim().split('\n').sort(), others.sort());
    });

    it('gets to a branch that was here before, and only behind', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const first = await handOver(ada);
      await get(grace, first.commit);
      await grace.checkout('main');
      await ada.write('heads.py', 'heads = 3\n');
      const second = await handOver(ada, first.commit);
      await get(grace, second.commit);
      assert.deepEqual([await grace.branch(), await grace.head()], [branch, second.commit]);
    });

    it('leaves a clean clone behind that only looks on, if it is elsewhere or has changes', async () => {
      const follow = (commit: string) =>
        followWork(grace, { branch, commit, owner: 'Ada' }, nothing);
      await ada.write('heads.py', 'heads = 2\n');
      const first = await handOver(ada);
      assert.equal(await follow(first.commit), undefined);
      assert.deepEqual([await grace.branch(), await grace.head()], ['main', start]);

      await get(grace, first.commit);
      await ada.write('heads.py', 'heads = 3\n');
      const second = await handOver(ada, first.commit);
      await grace.write('heads.py', 'heads = 9\n');
      assert.equal(await follow(second.commit), undefined);
      assert.equal(await textOf(grace, 'heads.py'), 'heads = 9\n');

      await grace.git(['checkout', '--', 'heads.py']);
      assert.equal(await follow(second.commit), 1);
      assert.equal(await textOf(grace, 'heads.py'), 'heads = 3\n');
    });
  });

  describe('where the outgoing side can not hand over', () => {
    it('does nothing in the middle of a rebase', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      await ada.commitAll('Two');
      await ada.git(['checkout', '-q', '-b', 'other', start]);
      await ada.write('heads.py', 'heads = 3\n');
      await ada.commitAll('Three');
      await assert.rejects(ada.git(['rebase', 'main']));
      const before = { branches: await ada.branches(), status: await ada.status() };
      await refuses(handOver(ada), /since a rebase is in progress here; finish that/);
      assert.deepEqual({ branches: await ada.branches(), status: await ada.status() }, before);
      assert.equal(await inRemote(branch), '');
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
      await refuses(handOver(ada), /since heads\.py has conflicts here/);
      assert.equal(await textOf(ada, 'heads.py'), conflict);
      await ada.git(['reset', '--hard', '--quiet']);
      await assert.rejects(ada.git(['merge', 'other']));
      await refuses(handOver(ada), /since a merge is in progress here/);
      assert.deepEqual(await ada.status(), ['UU heads.py']);
    });

    it('does nothing where no branch is checked out', async () => {
      await ada.git(['checkout', '-q', '--detach']);
      await ada.write('heads.py', 'heads = 2\n');
      await refuses(handOver(ada), /no branch is checked out here \(HEAD is at [0-9a-f]{7}\)/);
      assert.deepEqual([await ada.status(), await ada.head()], [[' M heads.py'], start]);
      assert.deepEqual([...(await ada.branches()).keys()], ['main']);
    });

    it('does nothing where there is no commit yet', async () => {
      const empty = await Clone.make(join(scratch.path, 'empty'), 'Ada');
      await empty.write('heads.py', 'heads = 2\n');
      await refuses(handOver(empty), /this repository has no commit yet; make its first one/);
      assert.deepEqual(await empty.status(), ['?? heads.py']);
    });

    it('commits nothing to another branch that the person went to', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      await ada.checkout('main');
      await ada.write('heads.py', 'heads = 3\n');
      await refuses(
        handOver(ada, commit),
        /since you are on main and not on the session's branch; check out interpair\//,
      );
      assert.deepEqual(await ada.status(), [' M heads.py']);
      assert.equal(await inRemote(branch), commit);
      await mainStays();
    });

    it('begins no second branch of the name without the work of the partner', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      await grace.write('probe.py', 'probe = 2\n');
      await refuses(handOver(grace, commit), /what your partner handed over is not here yet/);
      assert.deepEqual([await grace.branch(), await grace.status()], ['main', [' M probe.py']]);
      await mainStays();
    });

    it('pushes to the remote of the branch that the person was on, also at another try', async () => {
      const lab = join(scratch.path, 'lab.git');
      await Clone.bare(lab);
      await ada.git(['remote', 'add', 'lab', lab]);
      await ada.push('lab', 'main');
      await hook(lab, 'pre-receive', 'exit 1');
      await ada.write('heads.py', 'heads = 2\n');
      assert.match((await handOver(ada)).trouble?.sentence ?? '', /lab did not take it/);
      await rm(join(lab, 'hooks', 'pre-receive'));
      const { commit, trouble } = await handOver(ada);
      assert.equal(trouble, undefined);
      assert.match(await ada.git(['ls-remote', lab, `refs/heads/${branch}`]), RegExp(`^${commit}`));
      assert.equal(await inRemote(branch), '');
    });

    it('pushes to where the person pushes that branch, if they fetch it from elsewhere', async () => {
      const fork = join(scratch.path, 'fork.git');
      await Clone.bare(fork);
      await ada.git(['remote', 'add', 'fork', fork]);
      await ada.git(['config', 'branch.main.pushRemote', 'fork']);
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      assert.match(
        await ada.git(['ls-remote', fork, `refs/heads/${branch}`]),
        RegExp(`^${commit}`),
      );
      assert.equal(await inRemote(branch), '');
    });

    it('says that there is no remote, with the work committed', async () => {
      await ada.git(['remote', 'remove', 'origin']);
      await ada.write('heads.py', 'heads = 2\n');
      const { trouble, commit } = await handOver(ada);
      assert.equal(trouble?.lasts, true);
      assert.match(
        trouble.sentence,
        /^Your work is committed to interpair.*has no remote; add one/,
      );
      assert.equal(await ada.git(['show', `${commit}:heads.py`]), 'heads = 2\n');
      assert.equal((await ada.branches()).get('main'), start);
    });

    it('says why the remote did not take it, with the work committed', async () => {
      await hook(bare, 'pre-receive', 'echo "this branch is protected" >&2; exit 1');
      await ada.write('heads.py', 'heads = 2\n');
      const { trouble, commit } = await handOver(ada);
      assert.match(
        trouble?.sentence ?? '',
        /origin did not take it \(this branch is protected\); set that/,
      );
      assert.equal((await ada.branches()).get(branch), commit);
      assert.equal(await inRemote(branch), '');

      await rm(join(bare, 'hooks', 'pre-receive'));
      assert.equal((await handOver(ada)).trouble, undefined);
      assert.equal(await inRemote(branch), commit);
    });

    it('forces nothing where the remote has other commits of the branch', async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const { commit } = await handOver(ada);
      await get(grace, commit);
      await grace.write('heads.py', 'heads = 3\n');
      const theirs = await handOver(grace, commit);
      await ada.write('heads.py', 'heads = 4\n');
      const { trouble, commit: mine } = await handOver(ada, commit);
      assert.match(trouble?.sentence ?? '', /origin has other commits of that branch; pull them/);
      assert.equal(await inRemote(branch), theirs.commit);
      assert.equal(await ada.git(['show', `${mine}:heads.py`]), 'heads = 4\n');
      // It was fetched, for the pull.
      const fetched = await ada.git(['rev-parse', `refs/remotes/origin/${branch}`]);
      assert.equal(fetched.trim(), theirs.commit);
    });

    it('keeps what a hook did not let through', async () => {
      const file = 'pre-commit';
      await hook(join(ada.root, '.git'), file, 'echo "heads.py: unused name" >&2; exit 1');
      await ada.write('heads.py', 'heads = 2\n');
      await refuses(
        handOver(ada),
        /could not be committed to interpair\/\S+: heads\.py: unused name; it is all still here/,
      );
      assert.equal(await textOf(ada, 'heads.py'), 'heads = 2\n');
      assert.equal(await ada.head(), start);
      await rm(join(ada.root, '.git', 'hooks', file));
      assert.equal((await handOver(ada)).trouble, undefined);
    });

    it('says what git needs to know of the person', async () => {
      await ada.git(['config', '--unset', 'user.email']);
      await ada.git(['config', '--unset', 'user.name']);
      await ada.git(['config', 'user.useConfigOnly', 'true']);
      await ada.write('heads.py', 'heads = 2\n');
      await refuses(handOver(ada), /does not know who you are, so set user\.name and user\.email/);
      assert.equal(await textOf(ada, 'heads.py'), 'heads = 2\n');
    });
  });

  describe('where the incoming side can not get it', () => {
    let commit: string;
    beforeEach(async () => {
      await ada.write('heads.py', 'heads = 2\n');
      await ada.write('new.py', 'new = 1\n');
      commit = (await handOver(ada)).commit;
    });

    it('overwrites nothing that is not committed', async () => {
      await grace.write('heads.py', 'heads = 9\n');
      await refuses(
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
      await refuses(get(grace, commit, unsaved), /you have changes in probe\.py that are not/);
      assert.equal(await grace.branch(), 'main');
    });

    it('overwrites no new file that is in the way, and keeps those that are not', async () => {
      await grace.write('new.py', 'mine\n');
      await grace.write('notes.md', 'notes\n');
      await refuses(get(grace, commit), /but git could not go there \(.*overwritten/);
      assert.equal(await textOf(grace, 'new.py'), 'mine\n');
      assert.equal(await grace.branch(), 'main');
      await rm(join(grace.root, 'new.py'));
      await get(grace, commit);
      assert.equal(await textOf(grace, 'notes.md'), 'notes\n');
    });

    it('overwrites no ignored file that the work has too, whichever way it gets there', async () => {
      const ignore = (...names: readonly string[]) =>
        grace.write('.git/info/exclude', `${names.join('\n')}\n`);
      await ignore('new.py');
      await grace.write('new.py', 'mine\n');
      const sentence =
        /but it would overwrite new\.py, which git ignores here; move that elsewhere/;
      await refuses(get(grace, commit), sentence);
      assert.deepEqual([await grace.branch(), await textOf(grace, 'new.py')], ['main', 'mine\n']);

      // A branch that was here before is checked out, and leads over a file that is gone again.
      await grace.fetch('origin', branch);
      await grace.git(['branch', branch, commit]);
      await rm(join(ada.root, 'new.py'));
      const without = await handOver(ada, commit);
      await refuses(get(grace, without.commit), sentence);
      assert.deepEqual([await grace.branch(), await textOf(grace, 'new.py')], ['main', 'mine\n']);

      await rm(join(grace.root, 'new.py'));
      await get(grace, without.commit);
      await ignore('results', 'notes');
      await grace.write('results/a.json', 'mine\n');
      await grace.write('notes', 'mine\n');
      await ada.write('results/a.json', 'theirs\n');
      await ada.write('notes/today.md', 'theirs\n');
      const both = await handOver(ada, without.commit);
      await refuses(
        get(grace, both.commit),
        /overwrite notes and results\/a\.json, which git ignores here; move those elsewhere/,
      );
      assert.equal(await grace.head(), without.commit);
      assert.equal(await textOf(grace, 'results/a.json'), 'mine\n');
      assert.equal(await textOf(grace, 'notes'), 'mine\n');
    });

    it('merges nothing by itself where both went on', async () => {
      await get(grace, commit);
      await grace.write('probe.py', 'probe = 2\n');
      await grace.commitAll('Mine');
      const mine = await grace.head();
      await ada.write('heads.py', 'heads = 3\n');
      const theirs = await handOver(ada, commit);
      const sentence = /but your interpair\/\S+ has commits that Ada's has not; merge the two/;
      await refuses(get(grace, theirs.commit), sentence);
      assert.deepEqual([await grace.head(), await grace.status()], [mine, []]);
      await grace.checkout('main');
      await refuses(get(grace, theirs.commit), sentence);
      assert.equal(await grace.branch(), 'main');
      assert.equal((await grace.branches()).get(branch), mine);
    });

    it('leaves a commit alone that no branch has', async () => {
      await grace.git(['checkout', '-q', '--detach']);
      await grace.write('probe.py', 'probe = 2\n');
      await grace.commitAll('On no branch');
      const loose = await grace.head();
      await refuses(get(grace, commit), /but no branch is checked out here/);
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
      await refuses(get(grace, commit), /but a rebase is in progress here/);
      assert.deepEqual(await grace.status(), ['UU heads.py']);
    });

    it('comes to a clone from before the first commit', async () => {
      const empty = join(scratch.path, 'empty.git');
      await Clone.bare(empty);
      const joan = await Clone.make(join(scratch.path, 'joan'), 'Joan', empty);
      await joan.git(['remote', 'set-url', 'origin', bare]);
      assert.equal(await get(joan, commit), 4);
      assert.equal(await textOf(joan, 'heads.py'), 'heads = 2\n');
    });

    it('says that no remote has it, or why none could be asked', async () => {
      await grace.git(['remote', 'set-url', 'origin', join(scratch.path, 'elsewhere.git')]);
      await refuses(
        get(grace, commit),
        /could not be fetched \('.*elsewhere\.git' does not appear/,
      );
      await grace.git(['remote', 'remove', 'origin']);
      await refuses(get(grace, commit), /no remote of this repository has it; see that you share/);
      assert.equal(await grace.branch(), 'main');
    });
  });

  describe('when the session is over', () => {
    let tip: string;
    beforeEach(async () => {
      await ada.write('heads.py', 'heads = 2\n');
      const first = await handOver(ada);
      await get(grace, first.commit);
      await grace.write('heads.py', 'heads = 3\n');
      tip = (await handOver(grace, first.commit)).commit;
      await get(ada, tip);
    });

    it('makes one commit of it all, beside the branch, which stays', async () => {
      await ada.write('heads.py', 'heads = 4\n');
      const found = await sessionCommits(ada, branch, session);
      assert.deepEqual(found, { branch, tip, base: start, count: 2 });
      const message = 'Heads copy\n\n- # 1 copies\n\nCo-authored-by: Grace <grace@example.com>\n';
      const squashed = `${branch}-squashed`;
      assert.deepEqual(await squash(ada, found, message), { branch: squashed });

      assert.equal(await ada.branch(), squashed);
      assert.equal(await ada.git(['log', '-1', '--format=%B']), `${message}\n`);
      assert.equal(await ada.git(['rev-parse', 'HEAD^']), `${start}\n`);
      assert.equal(await ada.git(['show', 'HEAD:heads.py']), 'heads = 3\n');
      assert.equal(await textOf(ada, 'heads.py'), 'heads = 4\n');
      assert.deepEqual(await ada.status(), [' M heads.py']);
      assert.equal(await inRemote(squashed), await ada.head());
      assert.equal((await ada.branches()).get(branch), tip);
      assert.equal(await inRemote(branch), tip);
      await mainStays();
    });

    it('takes another name if it was squashed before, and says why it is not pushed', async () => {
      const found = await sessionCommits(ada, branch, session);
      assert.ok(found);
      await squash(ada, found, 'One\n');
      await hook(bare, 'pre-receive', 'echo "no more branches" >&2; exit 1');
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
        [start, 3],
      );
    });

    it('finds nothing of another session', async () => {
      assert.equal(await sessionCommits(ada, 'main', session), undefined);
      assert.equal(await sessionCommits(ada, branch, { id: 'another' }), undefined);
      assert.equal(await sessionCommits(ada, 'interpair/none', session), undefined);
    });

    it('leaves no commit out that was made while the message was written', async () => {
      const found = await sessionCommits(ada, branch, session);
      assert.ok(found);
      await ada.write('heads.py', 'heads = 5\n');
      await ada.commitAll('By hand');
      await refuses(squash(ada, found, 'One\n'), /has other commits by now; squash again/);
      assert.deepEqual(
        [await ada.branch(), await textOf(ada, 'heads.py')],
        [branch, 'heads = 5\n'],
      );
      assert.deepEqual([...(await ada.branches()).keys()].sort(), [branch, 'main'].sort());
    });

    it('leaves merges to the person', async () => {
      await ada.git(['checkout', '-q', '-b', 'other', 'main']);
      await ada.write('probe.py', 'probe = 7\n');
      await ada.commitAll('Other');
      await ada.checkout(branch);
      await ada.git(['merge', '--quiet', 'other', '-m', 'Merge']);
      const found = await sessionCommits(ada, branch, session);
      assert.ok(found);
      await refuses(squash(ada, found, 'One\n'), /since there are merges among them/);
      assert.deepEqual([...(await ada.branches()).keys()].sort(), [branch, 'main', 'other'].sort());
    });
  });
});
