import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrowserHost } from '../../host/browserHost.ts';
import { repositoryRoot } from '../../host/cache.ts';
import { buildTestExtension } from '../../host/testExtension.ts';
import { hostFolderVariable } from '../../support/open-collaboration/hostFolder.ts';
import { PairedWindow } from '../../support/pairedWindow.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';
import { Pair } from './pair.ts';
import { failures, useStory } from './story.ts';

const code = 'import torch\nheads = torch.rand(4)\nprint(heads)\n';

/** Ada with her code, and Grace, who has it from Open Collaboration Tools: from its stand-in. */
async function openPair(): Promise<Pair> {
  await using disposables = new AsyncDisposableStack();
  const { path: home } = disposables.use(await ScratchFolder.make());
  const project = join(home, 'project');
  await mkdir(project);
  await writeFile(join(project, 'heads.py'), code);
  const workspace = join(home, 'grace.code-workspace');
  const folders = [{ uri: 'oct:/project', name: 'project' }];
  await writeFile(workspace, JSON.stringify({ folders }));
  const extensions = [repositoryRoot, await buildTestExtension('open-collaboration')];
  const host = disposables.use(await BrowserHost.start({ failures }));
  const open = async (person: string, folder: string) =>
    new PairedWindow(
      await host.open({
        ...{ person, folder, extensions },
        settings: { 'interpair.displayName': person },
        env: { [hostFolderVariable]: home },
      }),
    );
  const people = [await open('Ada', project), await open('Grace', workspace)] as const;
  return new Pair(people, false, disposables.move());
}

describe('a session beside Open Collaboration Tools', () => {
  const pair = useStory(openPair);

  it('says at its start what shares the code, and how far it is offered', async () => {
    const { ada } = pair();
    const { quickInput } = ada.window;
    await ada.command('Start Paired Session');
    await quickInput.waitFor('What are you trying to find out?');
    await quickInput.submit('What do heads add up to?');
    await quickInput.waitFor('How does your partner join?');
    const choices = await quickInput.items();
    assert.deepEqual(choices.map(({ label, detail }) => [label, detail]).slice(0, 1), [
      [
        'With an invite',
        'Where Open Collaboration Tools shares the code, guests on this machine are offered to join.',
      ],
    ]);
    await quickInput.pick('With an invite');
    await ada.window.notifications.waitFor(/invite is on the clipboard/);
  });

  it('is offered to a guest among the code, and joined once the host lets them in', async () => {
    const { ada, grace } = pair();
    await grace.takeOffer('Ada');
    await ada.letIn('Grace');
    await grace.window.notifications.waitFor(/^You are in: What do heads add up to\?$/);
    await grace.waitForRole('Navigator');
    await ada.waitForRole('Driver');
  });

  it('has questions at the same lines on both sides', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(2);
    await ada.window.runCommand('Interpair: Ask About This Code');
    await ada.window.quickInput.waitFor('Ask about heads.py:2');
    await ada.window.quickInput.submit('Why four?');
    const panel = await grace.questionPanel();
    await panel.getByRole('button', { name: 'heads.py:2' }).click();
    await grace.window.editor.waitForCursor(2);
    for (const { window } of pair().both) {
      await window.editor.waitForComments([2]);
    }
  });

  it('has the guest back after a reload, whom nobody asks', async () => {
    const { ada, grace } = pair();
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await ada.window.views.openContainer('Interpair');
    await ada.window.views.waitForTreeRow('Session', /^ +Grace navigator, drives next$/);
    for (const { window } of pair().both) {
      assert.deepEqual(await window.notifications.shown(), []);
    }
    await pair().end();
  });
});
