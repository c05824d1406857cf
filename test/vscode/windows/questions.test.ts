import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { recordPaths, usePair } from './pair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
rows = heads.sum(-1)
print(rows)
`;

const probe = `from sklearn.linear_model import LogisticRegression
probe = LogisticRegression().fit(activations, labels)
`;

const hostile =
  '<img src=x onerror="document.body.remove()"><b>bold</b> **loud** [go](command:workbench.action.reloadWindow) $1';

describe('stupid questions in two windows', () => {
  const pair = usePair({ files: { 'heads.py': code, 'other.py': probe } });
  let adaPanel: FrameLocator;
  let gracePanel: FrameLocator;

  const asked = (panel: FrameLocator, text: string | RegExp): Locator =>
    panel.locator('li', { has: panel.locator('.text', { hasText: text }) });

  async function askOwn(panel: FrameLocator, text: string): Promise<void> {
    const field = panel.getByRole('textbox', { name: 'Ask your own question' });
    await field.fill(text);
    await field.press('Enter');
  }

  const panelOf = async (person: PairedWindow) => {
    const panel = await person.questionPanel();
    await panel.locator('#question').waitFor();
    return panel;
  };

  it('are shown one at a time in both', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('What do [heads](command:workbench.action.quit) add up to?');
    await grace.window.notifications.waitFor(/^You are in: What do /);
    assert.equal(await grace.window.page.locator('.notification-list-item a[href]').count(), 0);
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(4);
    adaPanel = await panelOf(ada);
    gracePanel = await panelOf(grace);
    await adaPanel.getByText('heads.py:4').waitFor();
  });

  it('are the same in both, wherever either of them looks', async () => {
    const { grace } = pair();
    const same = async () => {
      const question = await adaPanel.locator('#question').innerText();
      await gracePanel.locator('#question', { hasText: question }).waitFor();
      return question;
    };
    const first = await same();
    await gracePanel.getByText('heads.py:4').waitFor();
    await grace.window.editor.open('other.py');
    await grace.window.editor.goTo(2);
    assert.equal(await same(), first);
    await gracePanel.getByRole('button', { name: /^Next/ }).click();
    await adaPanel.locator('#question', { hasNotText: first }).waitFor();
    assert.notEqual(await same(), first);
  });

  it('are asked from the card, and appear in both, pinned to file and line', async () => {
    const question = await adaPanel.locator('#question').innerText();
    assert.ok(question.endsWith('?'), question);
    await adaPanel.getByRole('button', { name: /^Ask\s*A?$/ }).click();
    for (const panel of [adaPanel, gracePanel]) {
      const item = asked(panel, question);
      await item.getByRole('button', { name: 'heads.py:4' }).waitFor();
      await item.getByText('Ada', { exact: true }).waitFor();
      await item.getByText('open', { exact: true }).waitFor();
    }
  });

  it('are answered by the other', async () => {
    const item = gracePanel.locator('li').first();
    await item.getByRole('textbox').fill('Every row adds up to one.');
    await item.getByRole('button', { name: 'Breakthrough' }).click();
    for (const panel of [adaPanel, gracePanel]) {
      await panel.locator('li.breakthrough blockquote').getByText('Every row adds up').waitFor();
    }
  });

  it('can be your own', async () => {
    await askOwn(gracePanel, 'Why eight?');
    for (const panel of [adaPanel, gracePanel]) {
      await asked(panel, 'Why eight?').getByText('Grace', { exact: true }).waitFor();
    }
    const { ada } = pair();
    await ada.window.views.waitForTreeRow('Session', /Why eight\? open, Grace$/);
  });

  it('show what was typed and nothing else', async () => {
    await askOwn(gracePanel, hostile);
    for (const panel of [adaPanel, gracePanel]) {
      const text = asked(panel, '**loud**').locator('.text');
      await text.waitFor();
      assert.equal((await text.textContent())?.trim(), hostile);
      assert.equal(await panel.locator('img, b, main a').count(), 0);
    }
  });

  it('lead to their line, also after it has moved', async () => {
    const { ada } = pair();
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(1);
    await ada.window.editor.type('# one\n# two\n');
    await ada.window.editor.goTo(1);
    await asked(adaPanel, /./).getByRole('button', { name: 'heads.py:4' }).click();
    await ada.window.statusBar.waitFor(/^Ln 6, Col/);
  });

  it('open the file for a partner who has it closed', async () => {
    const { grace } = pair();
    await asked(gracePanel, /./).getByRole('button', { name: 'heads.py:4' }).click();
    await grace.window.editor.waitForLine(/^rows = heads\.sum\(-1\)$/);
    await grace.window.statusBar.waitFor(/^Ln 4, Col/);
  });

  it('are in the recap of both, with their answers', async () => {
    await pair().end();
    for (const person of [pair().ada, pair().grace]) {
      const [recap] = await recordPaths(person, '.md');
      assert.ok(recap);
      const text = await readFile(recap, 'utf8');
      assert.match(
        text,
        /### Breakthrough\n\n.*\n {2}Ada, .*, at `heads\.py:4`: `rows = heads\.sum\(-1\)`\n {2}> Every row adds up to one\. \(\w+\)\n/,
      );
      assert.match(text, /- \[ \] Why eight\? \(open\)\n/);
      assert.ok(text.includes('\\<img src=x') && text.includes('\\*\\*loud\\*\\*'), text);
    }
  });
});
