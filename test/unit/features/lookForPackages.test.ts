import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lookForPackages } from '../../../src/features/scaffolds/lookForPackages.ts';

/** The path of a Python on this machine, if there is one. */
function python(): string | undefined {
  for (const command of ['python3', 'python']) {
    try {
      return execFileSync(command, ['-c', 'import sys; print(sys.executable)'], {
        encoding: 'utf8',
      }).trim();
    } catch {
      // The next one.
    }
  }
  return undefined;
}

describe('an interpreter', () => {
  it('tells the versions of what it has and leaves out what it lacks', async function () {
    const path = python();
    if (path === undefined) {
      this.skip();
    }
    const found = await lookForPackages(path, [
      { module: 'json', name: 'json' },
      { module: 'sys', name: 'sys' },
      { module: 'no_such_package', name: 'no-such-package' },
    ]);
    assert.deepEqual(found, { json: null, sys: null });
  });

  it('that can not be started is an error', async () => {
    await assert.rejects(lookForPackages('/nowhere/python', []));
  });
});
