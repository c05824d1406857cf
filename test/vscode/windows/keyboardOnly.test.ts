import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { MouseWatch } from '../../host/mouseWatch.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { recordPaths, usePair } from './pair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
scores = heads.max(-1)
print(scores)
`;

/** Two people in two windows who never touch a mouse. */
describe('a whole session with the keyboard alone', () => {
  // High enough for all rows of the tree, since those that are scrolled out of sight can't be read.
  const pair = usePair({ files: { 'heads.py': code }, size: { width: 1280, height: 1600 } });
  const mice: MouseWatch[] = [];
  let adaPanel: FrameLocator;
  let gracePanel: FrameLocator;

  const both = () => pair().both;
  const bothShow = (...rows: readonly RegExp[]) => pair().bothShow(...rows);
  const command = (person: PairedWindow, title: string) => person.command(title);

  before(async () => {
    for (const { window } of both()) {
      mice.push(await MouseWatch.over(window.page));
      await window.reload();
    }
  });

  /** Presses keys in the question panel, which has the focus. */
  async function press({ window }: PairedWindow, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await window.page.keyboard.press(key);
    }
  }

  async function type({ window }: PairedWindow, text: string): Promise<void> {
    await window.page.keyboard.type(text);
  }

  const question = (panel: FrameLocator) => panel.locator('#question').innerText();

  it('starts, and lets a partner in', async () => {
    const { ada, grace } = pair();
    await ada.window.editor.open('heads.py');
    await ada.startSession('Do induction heads form before layer 2?');
    await ada.window.editor.waitForFocus();
    await grace.join(await ada.window.readClipboard());
    await ada.acceptNotice(/^Grace wants to join the session\.$/);
    await grace.waitForRole('Navigator');
    await ada.waitForRole('Driver');
    await ada.window.editor.waitForFocus();
    for (const person of both()) {
      await person.focusView('Session');
    }
    await bothShow(/Ada.* driver, until/, /Grace.* navigator, drives next/);
  });

  it('takes an agenda out of the tree', async () => {
    const { ada } = pair();
    await ada.window.views.moveToTreeRow('Session', /Choose an agenda/);
    await press(ada, 'Enter');
    await ada.window.quickInput.waitFor('What is this session for?');
    await ada.window.quickInput.pick('Explore');
    await bothShow(/^\S.* The question, until /, /Agenda Explore, 1 of \d$/);
    for (const person of both()) {
      await person.focusView('Session');
      await person.window.views.moveToTreeRow('Session', /Agenda/);
      await press(person, 'ArrowRight');
    }
    await bothShow(/The question until .*, 5 min$/);
    for (const { window } of both()) {
      await window.notifications.waitFor(/^Now: The question, 5 minutes/);
    }
    await pair().closeNotifications();
  });

  it('inserts a scaffold and goes on typing in it', async () => {
    const { ada } = pair();
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(6);
    await command(ada, 'Insert Scaffold');
    await ada.window.quickInput.waitFor('What do you want to look at?');
    await ada.window.quickInput.type('Attention patterns');
    await ada.window.quickInput.pick('Attention patterns', 'transformers');
    await ada.window.editor.waitForLine(/^def \w*attention/);
    await ada.window.editor.waitForFocus();
    await bothShow(/Attention patterns Ada, /);
    await ada.window.page.keyboard.press('Escape');
    await ada.window.editor.save();
  });

  it('takes the next question, reads why, and asks it', async () => {
    const { ada, grace } = pair();
    await ada.focusView('Stupid Questions');
    adaPanel = await ada.window.views.webview('Stupid Questions');
    await grace.focusView('Stupid Questions');
    gracePanel = await grace.window.views.webview('Stupid Questions');
    const first = await question(gracePanel);
    await press(grace, 'n');
    for (const panel of [adaPanel, gracePanel]) {
      await panel.locator('#question', { hasNotText: first }).waitFor();
    }
    await press(grace, 'w');
    await gracePanel.locator('.card details[open]').waitFor();
    const asked = await question(gracePanel);
    await press(grace, 'a');
    for (const panel of [adaPanel, gracePanel]) {
      await panel.locator('li.open .text', { hasText: asked }).waitFor();
    }
    // In Ada's file, which has the scaffold by now; Grace's ends at line 6.
    const place = await adaPanel.locator('li.open').getByRole('button').first().innerText();
    assert.ok(Number(/^heads\.py:(\d+)/.exec(place)?.[1]) > 6, place);
    await gracePanel.locator('#question', { hasNotText: asked }).waitFor();
    assert.equal(await gracePanel.locator('#question:focus').count(), 1, 'on the next question');
  });

  it('asks a question of its own, and answers one', async () => {
    const { ada, grace } = pair();
    await press(grace, 'o');
    await type(grace, 'Why eight rows?');
    await press(grace, 'Enter');
    await adaPanel.locator('li.open .text', { hasText: 'Why eight rows?' }).waitFor();
    await press(grace, 'Escape');
    assert.equal(await gracePanel.locator('#question:focus').count(), 1, 'back on the card');
    await press(ada, 'j', 'Enter');
    await type(ada, 'Two cubed.');
    await press(ada, 'Enter');
    for (const panel of [adaPanel, gracePanel]) {
      await panel.locator('li.answered', { hasText: 'Two cubed.' }).waitFor();
    }
    await adaPanel.locator('li.answered:focus').waitFor();
    await bothShow(/Why eight rows\? answered, Grace$/);
  });

  it('goes to the code of a question', async () => {
    const { ada } = pair();
    await press(ada, 'j', 'g');
    await ada.window.editor.waitForFocus();
    assert.equal((await ada.window.editor.activeTab()).name, 'heads.py');
  });

  it('asks about a selection', async () => {
    const { ada, grace } = pair();
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(3);
    await press(grace, 'Shift+ArrowDown', 'Shift+ArrowDown');
    await command(grace, 'Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about heads.py:3-4');
    await grace.window.quickInput.submit('Which axis is the head?');
    await grace.window.editor.waitForFocus();
    await bothShow(/Which axis is the head\? open, Grace$/);
    await ada.window.editor.goTo(1);
    await press(ada, 'Alt+F9');
    await ada.window.page.locator('.review-widget .comments-container:focus').waitFor();
    const comment = ada.window.page.locator('.review-widget .review-comment');
    assert.match(await comment.ariaSnapshot(), /treeitem "Grace, Which axis is the head\?"/);
    await press(ada, 'Escape');
    await ada.window.editor.waitForFocus();
  });

  it('predicts, and says what came', async () => {
    const { ada, grace } = pair();
    await command(ada, 'Record Prediction');
    await ada.window.quickInput.waitFor('What do we expect to see');
    await ada.window.quickInput.submit('Layer-1 heads score above .7');
    await ada.window.quickInput.waitFor('How sure are we');
    await ada.window.quickInput.submit('80');
    await ada.window.editor.waitForFocus();
    await bothShow(/Layer-1 heads score above \.7 \(80.%\) open$/);
    await grace.focusView('Session');
    await grace.window.views.moveToTreeRow('Session', /Layer-1 heads/);
    await press(grace, 'Enter');
    await grace.window.quickInput.waitFor('What came?');
    await grace.window.quickInput.pick('It came true');
    await grace.window.quickInput.waitFor('What came instead');
    await grace.window.quickInput.submit('All of them do');
    await bothShow(/Layer-1 heads score above \.7 \(80.%\) came true$/);
  });

  it('records what was found, and what led nowhere', async () => {
    const { ada } = pair();
    await command(ada, 'Record Finding');
    await ada.window.quickInput.waitFor('What did we find');
    await ada.window.quickInput.submit('Head 1.4 copies');
    await ada.window.quickInput.waitFor('(optional)');
    await ada.window.quickInput.submit();
    await ada.window.editor.waitForFocus();
    await command(ada, 'Record Dead End');
    for (const [prompt, answer] of [
      ['What did we try?', 'Ablating heads'],
      ['What did we expect?', ''],
      ['What did we get?', 'Nothing'],
      ['Why did we stop?', ''],
      ['When would we come back', ''],
    ] as const) {
      await ada.window.quickInput.waitFor(prompt);
      await ada.window.quickInput.submit(answer);
    }
    await ada.window.editor.waitForFocus();
    await bothShow(/Head 1\.4 copies finding, Ada$/, /Ablating heads dead end$/);
  });

  it('moves on in the agenda', async () => {
    const { grace } = pair();
    await grace.focusView('Stupid Questions');
    await press(grace, 'm');
    for (const { window } of both()) {
      await window.notifications.waitFor(/^Now: Twenty raw examples/);
    }
    await bothShow(/Twenty raw examples until/);
    await pair().closeNotifications();
  });

  it('swaps the roles, and takes the keyboard back', async () => {
    const { ada, grace } = pair();
    await command(ada, 'Swap Roles');
    await ada.window.editor.waitForFocus();
    await grace.waitForRole('Driver');
    await grace.window.notifications.waitFor(/^You drive now\. Ada was at /);
    await command(ada, 'Take Over the Keyboard');
    await ada.waitForRole('Driver');
    await grace.waitForRole('Navigator');
    await bothShow(/Ada.* driver, until/);
    await pair().closeNotifications();
  });

  it('finds everything in the menu, by names without those of icons', async () => {
    const { ada } = pair();
    await command(ada, 'Show Menu');
    await ada.window.quickInput.waitFor('What next?');
    const menu = await ada.window.page.locator('.quick-input-list').ariaSnapshot();
    assert.match(menu, /option "Swap roles, Grace drives"/);
    assert.match(menu, /option "Record a finding"/);
    await ada.window.quickInput.pick('Open the recap so far');
    const recap = await ada.window.views.webview('Preview Recap so far.md');
    await recap.getByRole('listitem').filter({ hasText: 'Head 1.4 copies' }).waitFor();
    await ada.window.runCommand('View: Close Editor');
    await ada.window.editor.waitForFocus();
  });

  it('looks through the reading list', async () => {
    const { ada } = pair();
    await command(ada, 'Open Reading List');
    await ada.window.quickInput.waitFor('Enter opens it in the browser');
    await ada.window.quickInput.type('Olsson');
    await ada.window.until('the work that fits', async () => {
      const [first] = await ada.window.quickInput.items();
      return first?.label === 'In-context Learning and Induction Heads' && first.focused;
    });
    await ada.window.quickInput.cancel();
    await ada.window.editor.waitForFocus();
  });

  it('looks back, ends, and reads the recap', async () => {
    const { ada } = pair();
    await command(ada, 'End Session');
    await ada.window.notifications.waitForDialog(/End the session for everyone/);
    await ada.window.notifications.pressInDialog('Look back, then end');
    await ada.window.quickInput.waitFor('What surprised us?');
    await ada.window.quickInput.submit('That it took an hour');
    await ada.window.quickInput.waitFor('What is next');
    await ada.window.quickInput.submit('');
    await ada.window.quickInput.waitFor('differently as a pair');
    await ada.window.quickInput.submit('');
    for (const { window } of both()) {
      await window.statusBar.waitFor(/^Interpair$/);
    }
    await ada.window.editor.waitForFocus();
    for (const person of both()) {
      await person.acceptNotice(/^The session has ended; its recap is in/);
      await showsRecap(person);
    }
  });

  it('opens a past session from the tree', async () => {
    const { grace } = pair();
    await grace.window.runCommand('View: Close All Editors');
    await grace.focusView('Session');
    await grace.window.views.moveToTreeRow('Session', /^Past sessions/);
    await press(grace, 'ArrowRight');
    await grace.window.views.moveToTreeRow('Session', /Do induction heads form/);
    await press(grace, 'Enter');
    await showsRecap(grace);
  });

  it('was never helped by a mouse', async () => {
    assert.deepEqual(
      mice.flatMap(({ seen }) => seen),
      [],
    );
    const { ada } = pair();
    await ada.focusView('Stupid Questions');
    adaPanel = await ada.window.views.webview('Stupid Questions');
    await adaPanel.locator('#question').click();
    await ada.window.page.locator('.part.statusbar').click();
    await ada.window.until(
      'the clicks in both frames to be noticed',
      async () => {
        const presses = mice[0]?.seen.filter((what) => what.startsWith('pointerdown'));
        return new Set(presses).size === 2;
      },
      { seen: async () => mice[0]?.seen },
    );
  });

  async function showsRecap({ window }: PairedWindow): Promise<void> {
    const path = (await recordPaths(pair().ada, '.md')).at(-1);
    assert.ok(path);
    assert.match(await readFile(path, 'utf8'), /That it took an hour/);
    const title = `Preview ${basename(path)}`;
    const recap = await window.views.webview(title);
    await recap.getByRole('heading', { name: 'Do induction heads form before layer 2?' }).waitFor();
    await recap.getByRole('listitem').filter({ hasText: 'Two cubed.' }).waitFor();
    await window.views.waitForFocus(title);
  }
});
