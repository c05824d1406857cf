import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { useLivePair } from './livePair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
rows = heads.sum(-1)
print(rows)
`;

async function ask({ window }: PairedWindow, line: number, text: string): Promise<void> {
  await window.editor.goTo(line);
  await window.runCommand('Interpair: Ask About This Code');
  await window.quickInput.waitFor(`Ask about heads.py:${line}`);
  await window.quickInput.submit(text);
}

describe('a session on code that is shared by Live Share', () => {
  const live = useLivePair({
    mode: 'granted',
    folders: { project: { 'heads.py': code, 'other.py': 'x = 1\ny = 2\n' } },
  });

  it('has the questions at the same lines of both, whose documents are two', async () => {
    const { ada } = live();
    await ada.startBy('What do heads add up to?', 'With Live Share');
    await ada.window.notifications.waitFor(/^The session has started/);
    const grace = await live().arrive();
    await grace.waitForRole('Navigator');
    await live().pair.closeNotifications();
    await ada.window.editor.open('heads.py');
    await grace.window.editor.open('heads.py');
    await ask(grace, 4, 'Why the last one?');
    await ask(ada, 3, 'Why four?');
    for (const { window } of live().both) {
      await window.editor.waitForComments([3, 4]);
    }
  });

  it('leads from a question to its line, at both', async () => {
    const { ada, grace } = live();
    for (const [person, text, line] of [
      [grace, 'Why four?', 3],
      [ada, 'Why the last one?', 4],
    ] as const) {
      const { editor } = person.window;
      await editor.open('other.py');
      const panel = await person.questionPanel();
      const asked = panel.locator('li', { has: panel.locator('.text', { hasText: text }) });
      await asked.getByRole('button', { name: `heads.py:${line}` }).click();
      await editor.waitForLine(/^heads = torch/);
      await editor.waitForCursor(line);
    }
  });

  it("has what a guest inserts in the host's file", async () => {
    const { ada, grace } = live();
    await grace.command('Swap Roles');
    await grace.waitForRole('Driver');
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(6);
    await grace.command('Insert Scaffold');
    await grace.window.quickInput.waitFor('What do you want to look at?');
    await grace.window.quickInput.type('Attention patterns');
    await grace.window.quickInput.pick('Attention patterns', 'transformers');
    await grace.window.editor.waitForLine(/^def \w*attention/);
    await grace.window.editor.waitForFocus();
    await grace.window.page.keyboard.press('Escape');
    await grace.window.editor.save();
    await ada.window.until('the scaffold on the disk of the host', async () => {
      const text = await readFile(join(ada.window.folder, 'heads.py'), 'utf8');
      return /^def attention_patterns/m.test(text);
    });
    // Two imports came above the lines that questions were asked at.
    for (const { window } of live().both) {
      await window.editor.waitForComments([5, 6]);
    }
    await ada.window.views.openContainer('Interpair');
    await ada.window.views.waitForTreeRow('Session', /Attention patterns Grace, /);
  });
});
