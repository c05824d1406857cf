import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  hookFolder,
  installHooks,
  removeHooks,
} from '../../../src/features/coAuthors/commitHook.ts';
import {
  coAuthorsPath,
  coAuthorsText,
  hookLine,
} from '../../../src/features/coAuthors/hookText.ts';
import { runGit } from '../../../src/platform/git/runGit.ts';
import { Clone } from '../../support/clone.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

const grace = 'Co-authored-by: Grace <grace@example.com>';
const joan = 'Co-authored-by: "Joan" $(rm -rf /) `x` \\ 👩‍🔬 <joan@example.com>';
const later = Math.floor(Date.now() / 1000) + 1_000;

/** Ada's repository, with a first commit and the hooks. */
class Hooked extends Clone implements AsyncDisposable {
  readonly #scratch: ScratchFolder;

  private constructor(scratch: ScratchFolder) {
    super(join(scratch.path, 'project'));
    this.#scratch = scratch;
  }

  static async open(): Promise<Hooked> {
    const hooked = new Hooked(await ScratchFolder.make());
    await Clone.make(hooked.root, 'Ada');
    await hooked.git(['commit', '--quiet', '--allow-empty', '-m', 'Begin']);
    assert.deepEqual(await installHooks(hooked), []);
    return hooked;
  }

  /** A session runs here, with these people besides Ada. */
  async pair(trailers: readonly string[] = [grace, joan], until = later): Promise<void> {
    const file = await this.path(coAuthorsPath);
    await mkdir(resolve(file, '..'), { recursive: true });
    await writeFile(file, coAuthorsText(trailers, until));
  }

  async path(name: string): Promise<string> {
    return resolve(this.root, (await this.git(['rev-parse', '--git-path', name])).trim());
  }

  /** Commits something as on the command line, where `editor` is a shell command on `$1`. */
  async commitBy(args: readonly string[], editor = 'false', input?: string): Promise<void> {
    await this.git(
      ['-c', `core.editor=edit() { ${editor}; }; edit`, 'commit', '--allow-empty', ...args],
      input,
    );
  }

  async message(commit = 'HEAD'): Promise<string> {
    return (await this.git(['log', '-1', '--format=%B', commit])).trimEnd();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch[Symbol.asyncDispose]();
  }
}

const typing = (text: string) =>
  `printf '%s\\n' '${text}' | cat - "$1" > "$1.new" && mv "$1.new" "$1"`;

describe('the commit hook', () => {
  it('names those who are in the session, whatever their names hold', async () => {
    await using here = await Hooked.open();
    await here.pair();
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), `Fix it\n\n${grace}\n${joan}`);
  });

  it('does nothing while no session runs here', async () => {
    await using here = await Hooked.open();
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), 'Fix it');
  });

  it('does nothing by what a window left behind that was killed', async () => {
    await using here = await Hooked.open();
    for (const until of [Math.floor(Date.now() / 1000) - 1, Number.NaN]) {
      await here.pair([grace], until);
      await here.commitBy(['-m', 'Fix it']);
      assert.equal(await here.message(), 'Fix it');
    }
  });

  it('names nobody twice, whatever their case, nor the author', async () => {
    await using here = await Hooked.open();
    await here.pair([grace, joan, 'Co-authored-by: A. <ADA@example.com>']);
    const signed = 'Fix it\n\nSigned-off-by: Ada <ada@example.com>';
    const named = `${signed}\nco-authored-by: G. Hopper <GRACE@example.com>`;
    await here.commitBy(['-F', '-'], 'false', named);
    assert.equal(await here.message(), `${named}\n${joan}`);
    await here.commitBy(['-m', 'Fix it', '--author', 'Grace <grace@example.com>']);
    assert.ok(!(await here.message()).includes(grace));
  });

  it('takes a message in an encoding of old', async () => {
    await using here = await Hooked.open();
    await here.pair([grace]);
    const file = await here.path('message');
    const old = Buffer.from(
      `Fix caf\u00e9\n\nCo-authored-by: \u00e9 <GRACE@example.com>\n`,
      'latin1',
    );
    await writeFile(file, old);
    await here.commitBy(['-F', file]);
    assert.equal((await here.message()).split('Co-authored-by').length, 2);
  });

  it('adds nothing to a message that has its trailers from the box of VS Code', async () => {
    await using here = await Hooked.open();
    await here.pair();
    const message = `Fix it\n\n${grace}\n${joan}`;
    await here.commitBy(['--quiet', '--allow-empty-message', '--file', '-'], 'false', message);
    assert.equal(await here.message(), message);
  });

  it('shows them in the editor, below the line of the subject', async () => {
    await using here = await Hooked.open();
    await here.pair([grace]);
    await here.commitBy(['-v'], `cp "$1" "$1.seen"; ${typing('Fix it')}`);
    assert.equal(await here.message(), `Fix it\n\n${grace}`);
    const seen = await readFile(await here.path('COMMIT_EDITMSG.seen'), 'utf8');
    assert.ok(seen.startsWith(`\n${grace}\n`), seen);
  });

  it('calls a commit off whose editor was closed without a word', async () => {
    await using here = await Hooked.open();
    await here.pair();
    for (const args of [[], ['-v'], ['-s'], ['-m', ''], ['--cleanup=scissors', '-e']]) {
      await assert.rejects(here.commitBy(args, 'true'), /Aborting commit/);
    }
    assert.equal(await here.message(), 'Begin');
    await here.commitBy(['-m', '', '--allow-empty-message']);
    assert.equal(await here.message(), '');
  });

  it('leaves a template to be filled in', async () => {
    await using here = await Hooked.open();
    await here.pair([grace]);
    await here.write('template', 'Why:\n\n# How?\n');
    await here.git(['config', 'commit.template', 'template']);
    for (const args of [[], ['-t', 'template'], ['-v']]) {
      await assert.rejects(here.commitBy(args, 'true'), /Aborting commit/);
    }
    await here.commitBy([], typing('Fix it'));
    assert.equal(await here.message(), `Fix it\nWhy:\n\n${grace}`);
    await here.commitBy(['-m', 'Why:'], 'false');
    assert.equal(await here.message(), `Why:\n\n${grace}`);
  });

  it('adds whom an amended commit lacks', async () => {
    await using here = await Hooked.open();
    await here.pair([grace]);
    await here.commitBy(['-m', 'Fix it']);
    await here.pair();
    await here.commitBy(['--amend', '--no-edit']);
    assert.equal(await here.message(), `Fix it\n\n${grace}\n${joan}`);
  });

  it('leaves messages alone that were written for other commits, and merges', async () => {
    await using here = await Hooked.open();
    await here.git(['checkout', '-q', '-b', 'side']);
    await here.write('side.txt', 'side');
    await here.commitAll('Side');
    await here.write('more.txt', 'more');
    await here.commitAll('More');
    await here.git(['checkout', '-q', 'main']);
    await here.write('main.txt', 'main');
    await here.commitAll('Main');
    await here.pair();
    await here.git(['cherry-pick', 'side']);
    assert.equal(await here.message(), 'More');
    await here.commitBy(['-C', 'side']);
    assert.equal(await here.message(), 'More');
    await here.git(['merge', '--quiet', '--no-edit', 'side']);
    assert.equal(await here.message(), "Merge branch 'side'");
    await here.git(['checkout', '-q', 'side']);
    const reword = ['-c', 'sequence.editor=sed -i s/pick/reword/', '-c', 'core.editor=true'];
    await here.git([...reword, 'rebase', '--quiet', '-i', 'side~2']);
    assert.equal(await here.message(), 'More');
  });

  it('leaves a commit alone whose conflict was solved in a rebase or a cherry-pick', async () => {
    await using here = await Hooked.open();
    await here.git(['checkout', '-q', '-b', 'side']);
    await here.write('a.txt', 'side');
    await here.commitAll('Side');
    await here.git(['checkout', '-q', 'main']);
    await here.write('a.txt', 'main');
    await here.commitAll('Main');
    await here.pair();
    await assert.rejects(here.git(['cherry-pick', 'side']));
    await here.write('a.txt', 'both');
    await here.git(['add', '--all']);
    await here.commitBy([], 'true');
    assert.equal(await here.message(), 'Side');
    await here.git(['checkout', '-q', 'side']);
    await assert.rejects(here.git(['rebase', 'main~1']));
    await here.write('a.txt', 'both of them');
    await here.git(['add', '--all']);
    await here.git(['-c', 'core.editor=true', 'rebase', '--continue']);
    assert.equal(await here.message(), 'Side');
  });

  it('names them in the one commit that a squash makes', async () => {
    await using here = await Hooked.open();
    await here.git(['checkout', '-q', '-b', 'side']);
    await here.write('a.txt', 'side');
    await here.commitAll('Side');
    await here.git(['checkout', '-q', 'main']);
    await here.pair([grace]);
    await here.git(['merge', '--quiet', '--squash', 'side']);
    await here.commitBy(['--no-edit']);
    const message = await here.message();
    assert.ok(message.startsWith('Squashed commit') && message.endsWith(`\n\n${grace}`), message);
  });

  it('knows one worktree from another', async () => {
    await using here = await Hooked.open();
    const other = new Clone(join(here.root, '..', 'other'));
    await here.git(['worktree', 'add', '--quiet', other.root]);
    await here.pair([grace]);
    const commit = ['commit', '--quiet', '--allow-empty', '-m', 'Fix it'];
    await other.git(commit);
    assert.equal((await other.git(['log', '-1', '--format=%B'])).trimEnd(), 'Fix it');
    const file = (await other.git(['rev-parse', '--git-path', coAuthorsPath])).trim();
    await mkdir(resolve(file, '..'), { recursive: true });
    await writeFile(file, coAuthorsText([joan], later));
    await other.git(commit);
    assert.equal((await other.git(['log', '-1', '--format=%B'])).trimEnd(), `Fix it\n\n${joan}`);
  });

  it('works in a submodule, and for a commit from a folder of it', async () => {
    await using here = await Hooked.open();
    await using inner = await Hooked.open();
    const add = ['-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet'];
    await here.git([...add, inner.root, 'inner']);
    const module = new Clone(join(here.root, 'inner'));
    await module.git(['config', 'user.name', 'Ada']);
    await module.git(['config', 'user.email', 'ada@example.com']);
    assert.deepEqual(await installHooks(module), []);
    const people = await module.git(['rev-parse', '--git-path', coAuthorsPath]);
    await writeFile(resolve(module.root, people.trim()), coAuthorsText([grace], later));
    await module.write('deep/a.txt', '');
    await runGit('git', join(module.root, 'deep'), ['add', '.']);
    await runGit('git', join(module.root, 'deep'), ['commit', '--quiet', '-m', 'Fix it']);
    assert.equal((await module.git(['log', '-1', '--format=%B'])).trimEnd(), `Fix it\n\n${grace}`);
    assert.equal(existsSync(await here.path(coAuthorsPath)), false);
  });
});

describe('installing the commit hook', () => {
  it('leaves a hook as it is that is there already, which may call it by one line', async () => {
    await using here = await Hooked.open();
    await removeHooks(here);
    const hook = await here.path('hooks/prepare-commit-msg');
    const own = '#!/bin/sh\nset -eu\necho own >> "$1"\n';
    await writeFile(hook, own);
    await chmod(hook, 0o755);
    assert.deepEqual(await installHooks(here), [{ name: 'prepare-commit-msg', file: hook }]);
    assert.equal(await readFile(hook, 'utf8'), own);
    await writeFile(hook, `${own}${hookLine('prepare-commit-msg')}\n`);
    assert.deepEqual(await installHooks(here), []);
    await here.pair([grace]);
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), `Fix it\nown\n\n${grace}`);
    assert.deepEqual(await removeHooks(here), [{ name: 'prepare-commit-msg', file: hook }]);
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), 'Fix it\nown');
  });

  it('puts no trailers into an empty editor where nothing watches that something is said', async () => {
    await using here = await Hooked.open();
    const hook = await here.path('hooks/commit-msg');
    await writeFile(hook, '#!/bin/sh\n');
    await here.pair([grace]);
    await assert.rejects(here.commitBy([], 'true'), /empty commit message/);
    await here.commitBy([], typing('Fix it'));
    assert.equal(await here.message(), 'Fix it');
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), `Fix it\n\n${grace}`);
    await writeFile(hook, `#!/bin/sh\n${hookLine('commit-msg')}\necho and so on\n`);
    await chmod(hook, 0o755);
    await assert.rejects(here.commitBy([], 'true'), /nothing was written into its message/);
    await here.commitBy([], typing('Fix that'));
    assert.equal(await here.message(), `Fix that\n\n${grace}`);
  });

  it('goes where core.hooksPath says, and knows that others may go there', async () => {
    await using here = await Hooked.open();
    assert.deepEqual(await hookFolder(here), { path: await here.path('hooks'), isOwn: true });
    await removeHooks(here);
    const path = join(here.root, '..', 'my hooks');
    await here.git(['config', 'core.hooksPath', path]);
    assert.deepEqual(await hookFolder(here), { path, isOwn: false });
    assert.deepEqual(await installHooks(here), []);
    assert.ok(existsSync(join(path, 'prepare-commit-msg')));
    await here.pair([grace]);
    await here.commitBy(['-m', 'Fix it']);
    assert.equal(await here.message(), `Fix it\n\n${grace}`);
    assert.deepEqual(await removeHooks(here), []);
    assert.ok(!existsSync(join(path, 'prepare-commit-msg')));
  });

  it('takes away all that it made, and nothing of another', async () => {
    await using here = await Hooked.open();
    assert.deepEqual(await removeHooks(here), []);
    assert.ok(!existsSync(await here.path('hooks/prepare-commit-msg')));
    assert.ok(!existsSync(await here.path('interpair/commit-hook')));
    const hook = await here.path('hooks/commit-msg');
    await writeFile(hook, '#!/bin/sh\n');
    assert.deepEqual(await removeHooks(here), []);
    assert.ok(existsSync(hook));
  });

  it('says so where it cannot be written', async () => {
    await using here = await Hooked.open();
    await removeHooks(here);
    await rm(await here.path('hooks'), { recursive: true });
    await writeFile(await here.path('hooks'), '');
    await assert.rejects(installHooks(here), { name: 'HumanError', message: /hooks .*can't be/ });
  });
});
