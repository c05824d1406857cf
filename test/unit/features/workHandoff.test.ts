import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { followWork } from '../../../src/features/work/getWork.ts';
import { Clone } from '../../support/clone.ts';
import { branch, get, nothing, type TwoClones, textOf, useTwoClones } from './twoClones.ts';

describe('work that is handed over with git between two clones', () => {
  const clones = useTwoClones();
  let both: TwoClones;
  let ada: Clone;
  let grace: Clone;
  beforeEach(() => {
    both = clones();
    ({ ada, grace } = both);
  });

  it('takes what is changed, deleted and new to the other clone, on a branch of the session', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    await ada.write('new/[odd] name.py', 'new = 1\n');
    await rm(join(ada.root, 'probe.py'));
    const { commit, ...rest } = await both.handOver(ada);
    assert.deepEqual(rest, { leftOut: [] });
    assert.deepEqual([await ada.branch(), await ada.status()], [branch, []]);

    assert.equal(await get(grace, commit), 3);
    assert.equal(await grace.branch(), branch);
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 2\n');
    assert.equal(await textOf(grace, 'new/[odd] name.py'), 'new = 1\n');
    await assert.rejects(stat(join(grace.root, 'probe.py')));
    await both.assertMainStays();
  });

  it('goes back and forth, by moving on along that branch', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const first = await both.handOver(ada);
    await get(grace, first.commit);
    await grace.write('heads.py', 'heads = 3\n');
    const second = await both.handOver(grace, first.commit);
    assert.equal(await get(ada, second.commit), 1);
    assert.equal(await textOf(ada, 'heads.py'), 'heads = 3\n');
    const log = await ada.git(['log', '--format=%an: %s', `${both.start}..`]);
    assert.deepEqual(log.trim().split('\n'), [
      'Grace: WIP turn 2: Do heads copy?',
      'Ada: WIP turn 1: Do heads copy?',
    ]);
    await both.assertMainStays();
  });

  it('has the branch follow the shared one on both sides', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    await get(grace, (await both.handOver(ada)).commit);
    for (const clone of [ada, grace]) {
      const upstream = await clone.git(['rev-parse', '--abbrev-ref', '@{upstream}']);
      assert.equal(upstream.trim(), `origin/${branch}`);
    }
  });

  it('makes no empty commit, but tells where the branch is if that is news', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
    assert.equal((await both.handOver(ada, commit)).commit, commit);
    await ada.write('heads.py', 'heads = 3\n');
    await ada.commitAll('By hand');
    const byHand = await both.handOver(ada, commit);
    assert.equal(byHand.commit, await ada.head());
    assert.equal(await both.inRemote(branch), byHand.commit);
    assert.equal(await ada.git(['log', '-1', '--format=%s']), 'By hand\n');
  });

  it('hands over a clean tree where it is, at first', async () => {
    assert.deepEqual(await both.handOver(ada), { commit: both.start, leftOut: [] });
    assert.equal(await both.inRemote(branch), both.start);
  });

  it('has nothing to get where the commit is here, as in one folder that two windows have open', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const { commit } = await both.handOver(ada);
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
    const { commit, leftOut } = await both.handOver(ada);
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
    const { commit, leftOut } = await both.handOver(ada);
    assert.deepEqual([...leftOut].sort(), keys.sort());
    const committed = await ada.git(['show', '--name-only', '--format=', commit]);
    assert.deepEqual(committed.trim().split('\n').sort(), others.sort());
  });

  it('gets to a branch that was here before, and only behind', async () => {
    await ada.write('heads.py', 'heads = 2\n');
    const first = await both.handOver(ada);
    await get(grace, first.commit);
    await grace.checkout('main');
    await ada.write('heads.py', 'heads = 3\n');
    const second = await both.handOver(ada, first.commit);
    await get(grace, second.commit);
    assert.deepEqual([await grace.branch(), await grace.head()], [branch, second.commit]);
  });

  it('leaves a clean clone behind that only looks on, if it is elsewhere or has changes', async () => {
    const follow = (commit: string) => followWork(grace, { branch, commit, owner: 'Ada' }, nothing);
    await ada.write('heads.py', 'heads = 2\n');
    const first = await both.handOver(ada);
    assert.equal(await follow(first.commit), undefined);
    assert.deepEqual([await grace.branch(), await grace.head()], ['main', both.start]);

    await get(grace, first.commit);
    await ada.write('heads.py', 'heads = 3\n');
    const second = await both.handOver(ada, first.commit);
    await grace.write('heads.py', 'heads = 9\n');
    assert.equal(await follow(second.commit), undefined);
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 9\n');

    await grace.git(['checkout', '--', 'heads.py']);
    assert.equal(await follow(second.commit), 1);
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 3\n');
  });
});
