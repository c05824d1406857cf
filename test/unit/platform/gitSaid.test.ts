import assert from 'node:assert/strict';
import { gitSaid, lacksAuthor } from '../../../src/platform/git/gitSaid.ts';

const failed = (stderr: string, gitErrorCode?: string) =>
  Object.assign(new Error('Failed to execute git'), { stderr, gitErrorCode });

describe('what git said when it failed', () => {
  it("is told in the server's words, or else in git's own", () => {
    for (const [stderr, said] of [
      [
        'remote: \nremote: error: GH006: Protected branch update failed.        \nTo github.com:a/b\n ! [remote rejected] x -> x (protected branch hook declined)\nerror: failed to push some refs',
        'GH006: Protected branch update failed',
      ],
      [
        "warning: x\nfatal: unable to access 'https://a/': Could not resolve host: a",
        "unable to access 'https://a/': Could not resolve host: a",
      ],
      ['hint: do this\nheads.py:3: unused name', 'heads.py:3: unused name'],
      ['', 'Failed to execute git'],
      [`fatal: ${'x'.repeat(300)}`, `${'x'.repeat(199)}…`],
    ] as const) {
      assert.equal(gitSaid(failed(stderr)), said);
    }
    assert.equal(gitSaid('nothing of git'), 'nothing of git');
  });

  it('is told without the keys that an address holds', () => {
    for (const [stderr, said] of [
      [
        "fatal: could not read Password for 'https://ghp_0123@github.com': terminal prompts disabled",
        "could not read Password for 'https://github.com': terminal prompts disabled",
      ],
      [
        "fatal: unable to access 'https://ada:p@ss@a.org/heads@1.git/': Could not resolve host: a.org",
        "unable to access 'https://a.org/heads@1.git/': Could not resolve host: a.org",
      ],
      [
        'fatal: git@github.com: Permission denied (publickey)',
        'git@github.com: Permission denied (publickey)',
      ],
    ] as const) {
      assert.equal(gitSaid(failed(stderr)), said);
    }
  });

  it('tells a missing author, as git says it and as its extension does', () => {
    assert.ok(lacksAuthor(failed('\n*** Please tell me who you are.\n\nRun …')));
    assert.ok(lacksAuthor(failed('fatal: no email was given and auto-detection is disabled')));
    assert.ok(lacksAuthor(failed('', 'NoUserEmailConfigured')));
    assert.ok(!lacksAuthor(failed('heads.py:3: unused name')));
  });
});
