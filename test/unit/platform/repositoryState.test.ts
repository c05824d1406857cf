import assert from 'node:assert/strict';
import { unfinished } from '../../../src/platform/git/repositoryState.ts';

describe('what a person has to finish in a repository first', () => {
  it('is what git is in the middle of, rather than the conflicts that come of it', () => {
    const merging = { busy: 'a merge' };
    assert.equal(unfinished(merging, { conflicted: ['heads.py'] }), 'a merge is in progress');
  });

  it('is the conflicts that are left where it is in the middle of nothing', () => {
    const idle = { busy: undefined };
    assert.equal(unfinished(idle, { conflicted: [] }), undefined);
    assert.equal(unfinished(idle, { conflicted: ['heads.py'] }), 'heads.py has conflicts');
    const two = { conflicted: ['heads.py', 'probe.py'] };
    assert.equal(unfinished(idle, two), 'heads.py and probe.py have conflicts');
  });
});
