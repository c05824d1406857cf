import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { GitExtension } from '../../src/platform/git/gitApi.ts';
import { Clone, useOwnGitConfiguration } from '../support/clone.ts';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { hearMessages } from './messages.ts';
import { pretend, stopPretending } from './pretend.ts';
import { closeEditors, showFile, workspaceFolder } from './workspace.ts';

describe("work that is handed over through VS Code's git extension", () => {
  const messages = hearMessages();
  let project: Clone;
  let start = '';
  useSolo();
  useOwnGitConfiguration();
  before(startSession);
  after(async () => {
    await accepting(run('endSession', 'lookBackAndEnd'));
    await closeEditors();
    await rm(project.root, { recursive: true, force: true });
    await eventually(async () => (await repositories()).length === 0);
  });
  afterEach(stopPretending);

  const said = () => messages.said.join('\n');
  const branch = async () => [...(await project.branches()).keys()].find((name) => name !== 'main');

  it('is not without a repository', async () => {
    await run('pushWork');
    assert.match(said(), /^No git repository is open in this window; open the folder of the one/);
  });

  it('is not without the extension, or while git is switched off', async () => {
    const { getExtension } = vscode.extensions;
    const off = { activate: async () => ({ enabled: false }) };
    try {
      Reflect.set(vscode.extensions, 'getExtension', () => undefined);
      await run('pushWork');
      Reflect.set(vscode.extensions, 'getExtension', () => off);
      await run('pushWork');
    } finally {
      Reflect.set(vscode.extensions, 'getExtension', getExtension);
    }
    assert.match(messages.said[0] ?? '', /^VS Code's own Git extension is not there or disabled/);
    assert.match(messages.said[1] ?? '', /^Git is switched off in VS Code or was not found/);
  });

  it('does nothing in a workspace that is not trusted', async () => {
    pretend('isTrusted', false);
    await run('pushWork');
    assert.match(said(), /^Nothing is done with git in a workspace that you do not trust/);
  });

  it('is nothing to get before someone has pushed any', async () => {
    await run('pullWork');
    assert.match(said(), /^No partner has handed over any work with git in this session yet/);
  });

  it('keeps what a hook does not let through, and says so in its words', async () => {
    project = await Clone.make(join(workspaceFolder(), 'project'), 'Ada');
    await project.write('heads.py', 'heads = 1\n');
    await project.commitAll('Begin');
    start = await project.head();
    const hook = join(project.root, '.git/hooks/pre-commit');
    await writeFile(hook, '#!/bin/sh\necho "heads.py:1: unused name" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    await eventually(async () => (await repositories()).length === 1);
    await project.write('heads.py', 'heads = 2\n');
    await run('pushWork');
    assert.match(
      said(),
      /^Your work could not be committed to interpair.*: heads\.py:1: unused name;/,
    );
    assert.equal(await project.head(), start);
    assert.equal(await readFile(join(project.root, 'heads.py'), 'utf8'), 'heads = 2\n');
    await rm(hook);
  });

  it('says what git needs to know of the person', async () => {
    await project.git(['config', '--unset', 'user.email']);
    await project.git(['config', '--unset', 'user.name']);
    await run('pushWork');
    assert.match(said(), /: git does not know who you are, so set user\.name and user\.email/);
    assert.equal(await project.head(), start);
    await project.git(['config', 'user.email', 'ada@example.com']);
    await project.git(['config', 'user.name', 'Ada']);
  });

  it('is committed with what was not saved, and waits for a remote', async () => {
    const editor = await showFile('project/heads.py', 'heads = 2\n');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# layer 1\n'));
    const untitled = await vscode.workspace.openTextDocument({ content: 'a note' });
    await run('pushWork');
    assert.match(said(), /^Your work is committed to interpair.*: this repository has no remote;/);
    assert.equal(await project.git(['show', 'HEAD:heads.py']), '# layer 1\nheads = 2\n');
    assert.deepEqual([editor.document.isDirty, untitled.isDirty], [false, true]);
    assert.equal(await project.branch(), await branch());
    assert.equal((await project.branches()).get('main'), start);
  });

  it('is pushed once there is one', async () => {
    const bare = join(project.root, '.git/shared.git');
    await Clone.bare(bare);
    await project.git(['remote', 'add', 'origin', bare]);
    await run('pushWork');
    assert.match(said(), /^Your work is on interpair\/\S+ for your partner to get\.$/);
    const pushed = await new Clone(bare).branches();
    assert.deepEqual([...pushed], [[await branch(), await project.head()]]);
  });

  it('says so when there is nothing new', async () => {
    const before = await project.head();
    await run('pushWork');
    assert.match(said(), /^There is nothing new to push; interpair\/\S+ is where it was\.$/);
    assert.equal(await project.head(), before);
  });

  it('takes the repository of the file in front where there are several', async () => {
    const other = await Clone.make(join(workspaceFolder(), 'other'), 'Ada');
    try {
      await other.write('probe.py', 'probe = 1\n');
      await other.commitAll('Begin');
      await eventually(async () => (await repositories()).length === 2);
      await project.checkout('main');
      await eventually(async () =>
        (await repositories()).every(({ state }) => state.HEAD?.name === 'main'),
      );
      await closeEditors();
      await run('pushWork');
      assert.match(said(), /^Several git repositories are open in this window; open a file of/);
      await showFile('project/heads.py', 'heads = 5\n');
      await run('pushWork');
      assert.match(messages.said[1] ?? '', /since you are on main and not on the session's branch/);
      assert.deepEqual(await other.status(), []);
    } finally {
      await rm(other.root, { recursive: true });
    }
  });
});

async function repositories() {
  const git = await vscode.extensions.getExtension<GitExtension>('vscode.git')?.activate();
  return git?.getAPI(1).repositories ?? [];
}
