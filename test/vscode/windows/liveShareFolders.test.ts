import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { announcementPath } from '../../../src/protocol/announcementPath.ts';
import { useLivePair } from './livePair.ts';

const model = 'import torch\nheads = torch.rand(4)\n';
const train = 'import torch\nloss = torch.rand(8)\nprint(loss)\n';

describe('files that Live Share gives to a guest to read', () => {
  const live = useLivePair({
    mode: 'notGranted',
    folders: { project: { 'model.py': model } },
    people: { Grace: { access: 'readOnly' } },
  });

  it('take no scaffold, of which the guest is told why', async () => {
    const { ada } = live();
    await ada.startBy('What may be read?', 'With Live Share');
    await ada.window.notifications.waitFor(/the Live Share link is on the clipboard/);
    const grace = await live().arrive();
    await grace.waitForRole('Navigator');
    await live().pair.closeNotifications();
    await grace.window.editor.open('model.py');
    await grace.window.runCommand('Interpair: Insert Attention Scaffold');
    await grace.window.quickInput.pick(/Attention patterns/);
    const { buttons } = await grace.window.notifications.waitFor(
      /^Live Share gives you this file read-only; ask Ada for write access, or let them insert it\.$/,
    );
    assert.deepEqual(buttons, []);
    assert.deepEqual((await grace.window.editor.lines()).slice(0, 2), model.trim().split('\n'));
    assert.equal(await readFile(join(live().home, 'project', 'model.py'), 'utf8'), model);
  });

  it('are asked about as any others', async () => {
    const { ada, grace } = live();
    await ada.window.editor.open('model.py');
    await grace.window.editor.goTo(2);
    await grace.window.runCommand('Interpair: Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about model.py:2');
    await grace.window.quickInput.submit('Why four?');
    for (const { window } of [ada, grace]) {
      await window.editor.waitForComments([2]);
    }
  });
});

describe('several folders that Live Share shares', () => {
  const live = useLivePair({
    mode: 'notGranted',
    folders: {
      model: { 'model.py': model, 'train.py': 'pass\n' },
      training: { 'train.py': train },
    },
  });

  it('have their session announced in the first', async () => {
    const { ada } = live();
    await ada.startBy('What is in the second?', 'With Live Share');
    await ada.window.notifications.waitFor(/the Live Share link is on the clipboard/);
    const grace = await live().arrive();
    await grace.waitForRole('Navigator');
    assert.ok((await stat(join(live().home, 'model', announcementPath))).isFile());
    await assert.rejects(stat(join(live().home, 'training', announcementPath)), { code: 'ENOENT' });
  });

  it("lead from a question about the second to that one's file, in the guest's window and the host's", async () => {
    const { ada, grace } = live();
    await live().pair.closeNotifications();
    // Both have a file of that name.
    await live()
      .probe('Grace')
      .run(async ({ vscode }) => {
        await vscode.window.showTextDocument(vscode.Uri.parse('vsls:/~1/train.py'));
      });
    await grace.window.editor.waitForLine(/^print\(loss\)$/);
    await grace.window.editor.goTo(3);
    await grace.window.runCommand('Interpair: Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about train.py:3');
    await grace.window.quickInput.submit('Whose loss?');
    await grace.window.editor.waitForComments([3]);
    const panel = await ada.questionPanel();
    await panel.getByRole('button', { name: 'train.py:3' }).click();
    await ada.window.editor.waitForLine(/^print\(loss\)$/);
    await ada.window.editor.waitForCursor(3);
    await ada.window.editor.waitForComments([3]);
  });

  it('and from one of the host', async () => {
    const { ada, grace } = live();
    await ada.window.editor.goTo(2);
    await ada.window.runCommand('Interpair: Ask About This Code');
    await ada.window.quickInput.submit('Why eight?');
    await grace.window.editor.open('model.py');
    const panel = await grace.questionPanel();
    await panel.getByRole('button', { name: 'train.py:2' }).click();
    await grace.window.editor.waitForLine(/^loss = torch\.rand\(8\)$/);
    await grace.window.editor.waitForCursor(2);
    await grace.window.editor.waitForComments([2, 3]);
  });
});
