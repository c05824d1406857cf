import assert from 'node:assert/strict';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { usePair } from './pair.ts';

const readOnly = { 'interpair.navigatorReadOnly': true };
const files = { 'heads.py': 'heads = 12\n', 'probe.py': 'layer = 3\n' };

/** Types at the start of the active editor. */
async function type({ window }: PairedWindow, text: string): Promise<void> {
  await window.editor.waitForFocus();
  await window.page.keyboard.press('Control+Home');
  await window.page.keyboard.type(text);
}

/** Types, and asserts that VS Code refuses it and the first line is what it was. */
async function assertCannotType(person: PairedWindow, first: string): Promise<void> {
  const { editor, page } = person.window;
  await type(person, 'x');
  await page
    .locator('.monaco-editor-overlaymessage')
    .getByText(/read-only/)
    .waitFor();
  assert.equal((await editor.lines())[0], first);
  await page.keyboard.press('Escape');
}

/** Types, and waits until the first line is what it makes. */
async function assertCanType(person: PairedWindow, text: string, first: string): Promise<void> {
  await type(person, text);
  await person.window.until(
    `"${first}" in the editor`,
    async () => (await person.window.editor.lines())[0] === first,
  );
}

/** Whether the tab in front has VS Code's lock, an icon that its style sheet draws. */
async function isLocked({ window }: PairedWindow): Promise<boolean> {
  return await window.page.evaluate<boolean>(
    `[...document.querySelectorAll('.editor-group-container.active .tab.active *')]
      .map((part) => getComputedStyle(part, '::after'))
      .some(({ content, fontFamily }) => content !== 'none' && /codicon/.test(fontFamily))`,
  );
}

async function waitUntilLocked(person: PairedWindow): Promise<void> {
  await person.window.until('a lock on the tab', () => isLocked(person));
}

async function waitUntilFree(person: PairedWindow): Promise<void> {
  await person.window.until('no lock on the tab', async () => !(await isLocked(person)));
}

describe('someone who wants their editors read-only while they navigate', () => {
  const pair = usePair({ ada: readOnly, grace: readOnly, files, sameFolder: true });

  it('cannot type while the other one drives, who can, and is told once why', async () => {
    const { ada, grace } = pair();
    await grace.window.editor.open('heads.py');
    await ada.window.editor.open('heads.py');
    await pair().startTogether('Who types?');
    const { buttons } = await grace.window.notifications.waitFor(
      /^Ada drives, so your editors are read-only until you do\.$/,
    );
    assert.deepEqual(buttons, ['Take over', 'Open settings']);
    await waitUntilLocked(grace);
    await pair().closeNotifications();
    await assertCannotType(grace, 'heads = 12');
    assert.equal(await isLocked(ada), false);
    await assertCanType(ada, 'more_', 'more_heads = 12');
    await ada.window.editor.save();
    await grace.window.editor.waitForLine(/^more_heads = 12$/);
  });

  it('cannot in an editor that is opened later either', async () => {
    const { grace } = pair();
    await grace.window.editor.open('probe.py');
    await waitUntilLocked(grace);
    await assertCannotType(grace, 'layer = 3');
  });

  it('is told what to do when they insert a scaffold', async () => {
    const { grace } = pair();
    await grace.window.runCommand('Interpair: Insert Attention Scaffold');
    await grace.window.quickInput.pick(/Attention patterns/);
    await grace.window.notifications.waitFor(
      /^You navigate, so this editor is read-only; take over the keyboard/,
    );
    await grace.closeNotifications();
    assert.equal((await grace.window.editor.lines())[0], 'layer = 3');
  });

  it('still cannot after a reload of the window', async () => {
    const { grace } = pair();
    await grace.window.reload();
    await grace.waitForRole('Navigator');
    await grace.window.editor.open('probe.py');
    await waitUntilLocked(grace);
    await assertCannotType(grace, 'layer = 3');
    assert.deepEqual(await grace.window.notifications.shown(), []);
  });

  it('can as soon as they take over, in what they had open before too', async () => {
    const { grace } = pair();
    await grace.window.runCommand('Interpair: Take Over the Keyboard');
    await grace.waitForRole('Driver');
    await waitUntilFree(grace);
    await assertCanType(grace, 'probe_', 'probe_layer = 3');
    await grace.window.editor.save();
    await grace.window.editor.open('heads.py');
    await waitUntilFree(grace);
    await assertCanType(grace, 'our_', 'our_more_heads = 12');
    await grace.window.editor.save();
  });

  it('leaves the keyboard to whoever took over, also while the turn is paused', async () => {
    const { ada, grace } = pair();
    await ada.waitForRole('Navigator');
    await waitUntilLocked(ada);
    await ada.window.editor.waitForLine(/^our_more_heads = 12$/);
    await assertCannotType(ada, 'our_more_heads = 12');
    await grace.window.runCommand('Interpair: Pause Turn');
    assert.equal(await isLocked(ada), true);
    await assertCannotType(ada, 'our_more_heads = 12');
    await grace.window.runCommand('Interpair: Resume Turn');
  });

  it('can once the session is over, and after a reload in what was behind too', async () => {
    const { ada } = pair();
    await ada.window.editor.open('probe.py');
    await waitUntilLocked(ada);
    await ada.window.editor.open('heads.py');
    await waitUntilLocked(ada);
    await pair().end();
    await waitUntilFree(ada);
    await assertCanType(ada, 'x', 'xour_more_heads = 12');
    await ada.window.editor.undo();
    await ada.window.reload();
    await ada.window.statusBar.waitFor(/^Interpair$/);
    await ada.window.editor.open('probe.py');
    assert.equal(await isLocked(ada), false);
    await assertCanType(ada, 'y', 'yprobe_layer = 3');
    await ada.window.editor.undo();
  });
});
