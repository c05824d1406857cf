import assert from 'node:assert/strict';
import { isWorkBranch, partnersWork } from '../../../src/core/partnersWork.ts';
import { workBranch } from '../../../src/core/workBranch.ts';

const id = '1A2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d';

describe("the branch of a session's work", () => {
  it('is named after what the pair wants to find out, and the session', () => {
    for (const [hypothesis, branch] of [
      [
        'Do induction heads form before layer 2?',
        'do-induction-heads-form-before-layer-2-1a2b3c4d',
      ],
      ['../../main', 'main-1a2b3c4d'],
      ['--force', 'force-1a2b3c4d'],
      ['Größe @{-1}.lock', 'gro-e-1-lock-1a2b3c4d'],
      ['誘導ヘッド', '1a2b3c4d'],
    ] as const) {
      assert.equal(workBranch({ id, hypothesis }), `interpair/${branch}`, hypothesis);
    }
  });

  it('is one of the session, whatever another version calls it', () => {
    assert.ok(isWorkBranch({ id }, workBranch({ id, hypothesis: 'Do heads copy?' })));
    assert.ok(isWorkBranch({ id }, workBranch({ id, hypothesis: '誘導ヘッド' })));
    assert.ok(isWorkBranch({ id }, 'interpair/shortened-1a2b3c4d'));
  });

  it('is none that a partner only names', () => {
    for (const branch of [
      'main',
      'interpair/do-heads-copy-ffffffff',
      'interpair/xx1a2b3c4d',
      '--upload-pack=x-1a2b3c4d',
      'interpair/../main-1a2b3c4d',
      'interpair/a b-1a2b3c4d',
      'refs/heads/interpair/a-1a2b3c4d',
      'interpair/a-1a2b3c4d\n',
    ]) {
      assert.ok(!isWorkBranch({ id }, branch), branch);
    }
  });

  it('has work to get for everyone but whoever pushed it', () => {
    const work = { branch: 'interpair/a-1a2b3c4d', commit: 'c'.repeat(40), by: 'ada', at: 0 };
    assert.equal(partnersWork({ id, work }, 'grace'), work);
    assert.equal(partnersWork({ id, work }, 'ada'), undefined);
    assert.equal(partnersWork({ id, work: { ...work, branch: 'main' } }, 'grace'), undefined);
    assert.equal(partnersWork({ id }, 'grace'), undefined);
  });
});
