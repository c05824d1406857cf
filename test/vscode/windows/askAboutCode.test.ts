import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, usePair } from './pair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
rows = heads.sum(-1)
print(rows)
`;

const hostile = 'Why [eight](command:workbench.action.quit) <b>and</b> **not** $(zap)?';

/** Goes from the start of the document to its first thread, by keyboard, and unfolds it. */
async function openThread({ window }: PairedWindow): Promise<Locator> {
  const thread = window.page.locator('.review-widget');
  await window.editor.goTo(1);
  await window.page.keyboard.press('Alt+F9');
  await thread.locator('.comments-container:focus').waitFor();
  return thread;
}

/** From a thread on into the box below it, by keyboard. */
async function writeInThread({ window }: PairedWindow, text: string): Promise<void> {
  const box = window.page.locator('.review-widget .comment-form .monaco-editor');
  await window.page.keyboard.press('Tab');
  await box.and(window.page.locator('.focused')).waitFor();
  await window.page.keyboard.type(text);
}

/** Sends what was written. VS Code may lose the key while it draws an answer that has just come. */
async function send({ window }: PairedWindow): Promise<void> {
  const written = window.page.locator('.review-widget .comment-form .view-line');
  await window.until('what was written to be sent', async () => {
    await window.page.keyboard.press('Control+Enter');
    await window.page.waitForTimeout(500);
    return (await written.allTextContents()).join('').trim() === '';
  });
}

describe('questions at the code in two windows', () => {
  const pair = usePair({ files: { 'heads.py': code } });

  it('are asked about a selection from its context menu, by keyboard', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('What do heads add up to?');
    await pair().closeNotifications();
    await ada.window.editor.open('heads.py');
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(3);
    await grace.window.page.keyboard.press('Shift+ArrowDown');
    await grace.window.page.keyboard.press('Shift+ArrowDown');
    await grace.window.editor.chooseInContextMenu('Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about heads.py:3-4');
    await grace.window.quickInput.submit(hostile);
    for (const { window } of [ada, grace]) {
      await window.editor.waitForComments([4]);
    }
  });

  it('move neither the focus nor the view of a partner', async () => {
    const { ada } = pair();
    assert.equal(await ada.window.page.locator('.review-widget').count(), 0);
    assert.equal(await ada.window.page.locator('.comments-panel').count(), 0);
    await ada.window.page.keyboard.type('# typed on\n');
    await ada.window.editor.waitForLine(/^# typed on$/);
  });

  it('stay with their lines while a partner edits above them', async () => {
    const { ada, grace } = pair();
    await ada.window.editor.goTo(1);
    await ada.window.editor.type('# one\n');
    await ada.window.editor.waitForComments([6]);
    await grace.window.editor.waitForComments([4]);
  });

  it('are shown as they were typed, with their author', async () => {
    const { ada } = pair();
    const thread = await openThread(ada);
    await thread.getByText(hostile, { exact: true }).waitFor();
    await thread.getByText('Grace', { exact: true }).waitFor();
    await thread.getByText('Open question', { exact: true }).waitFor();
    assert.equal(
      await thread.locator('.comment-body').locator('a, b, strong, .codicon').count(),
      0,
    );
  });

  it('are answered by keyboard, which every window shows', async () => {
    const { ada, grace } = pair();
    const panel = await grace.questionPanel();
    await writeInThread(ada, 'Because *two* cubed is eight.');
    await ada.window.page.keyboard.press('Control+Enter');
    await panel.locator('li.answered blockquote').getByText('two* cubed is eight').waitFor();
    const answered = (await journalOf(ada)).filter(({ type }) => type === 'questionResolved');
    assert.deepEqual(
      answered.map(({ outcome, answer }) => ({ outcome, answer })),
      [{ outcome: 'answered', answer: 'Because *two* cubed is eight.' }],
    );
    for (const { window } of [ada, grace]) {
      await window.editor.waitForComments([]);
    }
  });

  it('are asked in the gutter by keyboard as well', async () => {
    const { ada, grace } = pair();
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(5);
    await grace.window.runCommand('Comments: Add Comment on Current Selection');
    await grace.window.page.locator('.review-widget .comment-form').waitFor();
    await grace.window.page.keyboard.type('What is printed?');
    await grace.window.page.keyboard.press('Control+Enter');
    await grace.window.editor.waitForComments([5]);
    await ada.window.editor.waitForComments([7]);
  });

  it('can be answered by two people at once, who disturb neither each other nor the record', async () => {
    const { ada, grace } = pair();
    for (const [person, answer] of [
      [ada, 'A tensor.'],
      [grace, 'Four rows.'],
    ] as const) {
      await openThread(person);
      await writeInThread(person, answer);
    }
    await Promise.all([ada, grace].map(send));
    const panel = await grace.questionPanel();
    const item = panel.locator('li', { hasText: 'What is printed?' });
    await item.getByText('A tensor.').waitFor();
    await item.getByText('Four rows.').waitFor();
    for (const { window } of [ada, grace]) {
      await window.editor.waitForComments([]);
    }
  });

  it('come back with a reload', async () => {
    const { ada, grace } = pair();
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(4);
    await grace.window.runCommand('Interpair: Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about heads.py:4');
    await grace.window.quickInput.submit('Still there?');
    await grace.window.editor.waitForComments([4]);
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await grace.window.editor.open('heads.py');
    await grace.window.editor.waitForComments([4]);
    await ada.window.editor.waitForComments([6]);
  });

  it('leave the gutter with the session', async () => {
    await pair().end();
    for (const { window } of [pair().ada, pair().grace]) {
      await window.editor.waitForComments([]);
    }
  });
});
