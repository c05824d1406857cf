import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, usePair } from './pair.ts';

const settings = { 'interpair.handoff.git': 'wipCommit' };

describe('work that changes hands with git', () => {
  /** Where both began. */
  let start = '';
  let branch = '';

  const pair = usePair({
    ada: settings,
    grace: settings,
    prepare: async (folder) => {
      const bare = join(folder, 'shared.git');
      await Clone.bare(bare);
      const ada = await Clone.make(join(folder, 'ada'), 'Ada', bare);
      await ada.write('heads.py', 'heads = 1\n');
      await ada.commitAll('Begin');
      await ada.push('origin', 'main');
      start = await ada.head();
      await Clone.make(join(folder, 'grace'), 'Grace', bare);
    },
  });

  const cloneOf = ({ window }: PairedWindow) => new Clone(window.folder);
  const bare = () => new Clone(join(dirname(pair().ada.window.folder), 'shared.git'));
  const textOf = ({ window }: PairedWindow, name: string) =>
    readFile(join(window.folder, name), 'utf8');
  const swap = (from: PairedWindow) => from.command('Swap Roles');
  const takeOver = (by: PairedWindow) => by.command('Take Over the Keyboard');

  it("takes what is not even saved to the partner's window", async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Do heads copy?');
    await pair().closeNotifications();
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(1);
    await ada.window.editor.type('# of layer 1');
    await ada.window.page.keyboard.press('Enter');
    await swap(ada);

    const { text } = await grace.window.notifications.waitFor(
      /^Ada's work is here: 1 file changed/,
    );
    branch = /on (interpair\/do-heads-copy-[0-9a-f]{8})\.$/.exec(text)?.[1] ?? '';
    assert.equal(await cloneOf(grace).branch(), branch);
    assert.equal(await textOf(grace, 'heads.py'), '# of layer 1\nheads = 1\n');
    await grace.window.editor.open('heads.py');
    await grace.window.editor.waitForLine(/^# of layer 1$/);

    const subject = await bare().git(['log', '-1', '--format=%an: %s', branch]);
    assert.equal(subject, 'Ada: WIP turn 2: Do heads copy?\n');
    // Not so the session's record, which is in Ada's folder and grows all the time.
    assert.equal(await bare().git(['ls-tree', '-r', '--name-only', branch]), 'heads.py\n');
    const pushed = (await journalOf(ada)).filter(({ type }) => type === 'workPushed');
    assert.deepEqual(
      pushed.map(({ branch: named, commit }) => [named, commit]),
      [[branch, await cloneOf(ada).head()]],
    );
  });

  it('brings it back, with new files, when the other hands over', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await cloneOf(grace).write('probe.py', 'probe = 1\n');
    await swap(grace);
    await ada.window.notifications.waitFor(/^Grace's work is here: 1 file changed on interpair/);
    assert.equal(await textOf(ada, 'probe.py'), 'probe = 1\n');
    assert.equal(await cloneOf(ada).head(), await cloneOf(grace).head());
  });

  it('overwrites nothing of the one who takes over, who gets it with another try', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await cloneOf(ada).write('probe.py', 'probe = 2\n');
    await cloneOf(grace).write('heads.py', 'heads = 9\n');
    await takeOver(grace);
    const waits = /Ada's work is on .* but you have changes in heads\.py that are not committed/;
    const { severity, buttons } = await grace.window.notifications.waitFor(waits);
    assert.deepEqual([severity, buttons], ['warning', ['Try again', 'Show changes']]);
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 9\n');
    assert.equal(await textOf(grace, 'probe.py'), 'probe = 1\n');

    await cloneOf(grace).git(['checkout', '--', 'heads.py']);
    await grace.window.notifications.click(waits, 'Try again');
    await grace.window.notifications.waitFor(/^Ada's work is here: 1 file changed on interpair/);
    assert.equal(await textOf(grace, 'probe.py'), 'probe = 2\n');
  });

  it('comes to a window that was away when it was pushed', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await grace.window.page.goto('about:blank');
    await cloneOf(ada).write('heads.py', 'heads = 5\n');
    await ada.command('Push Work in Progress');
    await ada.window.notifications.waitFor(
      /^Your work is on interpair\/\S+ for your partner to get\.$/,
    );
    await grace.window.open();
    await grace.window.notifications.waitFor(/^Ada's work is here: 1 file changed on interpair/);
    assert.equal(await textOf(grace, 'heads.py'), 'heads = 5\n');
  });

  it('swaps all the same where the remote does not take it, and says why', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    const hook = join(bare().root, 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho "this branch is protected" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    await cloneOf(grace).write('probe.py', 'probe = 3\n');
    await takeOver(ada);
    await ada.waitForRole('Driver');
    const refused = /did not take it \(this branch is protected\); set that right/;
    await grace.window.notifications.waitFor(refused);
    assert.equal(await cloneOf(grace).git(['show', 'HEAD:probe.py']), 'probe = 3\n');
    assert.equal(await bare().git(['show', `${branch}:probe.py`]), 'probe = 2\n');

    await rm(hook);
    await grace.window.notifications.click(refused, 'Try again');
    await ada.window.notifications.waitFor(/^Grace's work is here: 1 file changed on interpair/);
    assert.equal(await textOf(ada, 'probe.py'), 'probe = 3\n');
  });

  it('makes one commit of it all at the end, if the driver wants to', async () => {
    const { ada, grace } = pair();
    const tip = await cloneOf(ada).head();
    await pair().closeNotifications();
    await ada.command('End Session');
    await ada.window.notifications.waitForDialog(/End the session for everyone/);
    await ada.window.notifications.clickDialog('End now');
    await ada.window.notifications.click(
      /The session left 5 commits of work in progress/,
      'Squash',
    );
    await ada.window.editor.waitForLine(/^Do heads copy\?$/);
    await ada.window.notifications.click(/Edit the message, then make/, 'Make the commit');
    const { text } = await ada.window.notifications.waitFor(/^The session is one commit now/);
    const squashed = `${branch}-squashed`;
    assert.equal(
      text,
      `The session is one commit now, on ${squashed}. Every step is still on ${branch}, which ends in ${tip.slice(0, 7)}.`,
    );
    const log = await bare().git(['log', '--format=%an: %s', squashed]);
    assert.equal(log, 'Ada: Do heads copy?\nAda: Begin\n');
    assert.equal(await textOf(ada, 'probe.py'), 'probe = 3\n');
    assert.equal(await cloneOf(ada).branch(), squashed);

    const others = [await bare().branches(), await cloneOf(ada).branches()];
    for (const branches of others) {
      assert.equal(branches.get(branch), tip);
      assert.equal(branches.get('main'), start);
    }
    assert.equal((await cloneOf(grace).branches()).get('main'), start);
  });
});
