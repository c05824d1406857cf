import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import { usePair } from './pair.ts';

const grace = 'Co-authored-by: Grace <grace@example.org>';

describe('co-authors in the message box', () => {
  const pair = usePair({
    ada: { 'interpair.git.coAuthors': true, 'git.enableSmartCommit': true },
    grace: { 'interpair.email': 'grace@example.org' },
    prepare: async (folder) => {
      const ada = await Clone.make(join(folder, 'ada'), 'Ada');
      await ada.write('heads.py', 'heads = 1\n');
      await ada.commitAll('Begin');
    },
  });

  const page = () => pair().ada.window.page;
  const clone = () => new Clone(pair().ada.window.folder);
  const box = () => page().locator('.scm-editor .monaco-editor').first();

  /** What the box shows. A line that is wrapped there ends in a space. */
  const message = async () => {
    const lines = await box().locator('.view-line').allTextContents();
    return lines.join('\n').replaceAll('\u00a0', ' ').replaceAll(' \n', ' ');
  };

  const waitForLines = (...wanted: readonly string[]) =>
    pair().ada.window.until(
      `the message ${wanted.join(' | ')}`,
      async () => (await message()) === wanted.join('\n'),
      { seen: message },
    );

  it('come beneath what someone types, also when they type on', async () => {
    const { ada } = pair();
    await pair().startTogether('Do heads copy?');
    await pair().closeNotifications();
    await ada.window.views.openContainer('Source Control');
    await box().click();
    await page().keyboard.type('Fix');
    await waitForLines('Fix', '', grace);
    await page().keyboard.type(' the heads');
    await waitForLines('Fix the heads', '', grace);
    await page().keyboard.press('Enter');
    await page().keyboard.press('Enter');
    await page().keyboard.type('They were off by one.');
    await waitForLines('Fix the heads', '', 'They were off by one.', '', grace);
  });

  it('are in the commit that is made from the box', async () => {
    const { ada } = pair();
    await clone().write('heads.py', 'heads = 2\n');
    const made = async () => (await clone().git(['log', '-1', '--format=%B'])).trimEnd();
    await ada.window.until('a change to commit', async () => {
      return await page().locator('.scm-view').getByText('heads.py').isVisible();
    });
    await box().click();
    await page().keyboard.press('Control+Enter');
    await ada.window.until('the commit', async () => (await made()) !== 'Begin');
    assert.equal(await made(), `Fix the heads\n\nThey were off by one.\n\n${grace}`);
    await waitForLines('');
  });

  it('are in a commit that is made right after the last word', async () => {
    const { ada } = pair();
    await clone().write('heads.py', 'heads = 3\n');
    const made = async () => (await clone().git(['log', '-1', '--format=%B'])).trimEnd();
    await ada.window.until('a change to commit', async () => {
      return await page().locator('.scm-view').getByText('heads.py').isVisible();
    });
    await box().click();
    await page().keyboard.type('Try three');
    await page().keyboard.press('Control+Enter');
    await ada.window.until('the commit', async () => (await made()).startsWith('Try three'));
    assert.equal(await made(), `Try three\n\n${grace}`);
    await waitForLines('');
  });

  it('come beneath the next message', async () => {
    await box().click();
    await page().keyboard.type('And');
    await waitForLines('And', '', grace);
    await page().keyboard.type(' the probe');
    await waitForLines('And the probe', '', grace);
  });

  it('leave with the session what was typed, also after a reload', async () => {
    const { ada } = pair();
    await ada.window.reload();
    await ada.waitForRole('Driver');
    await ada.window.views.openContainer('Source Control');
    // Which of the messages that were typed here it brings back is up to VS Code.
    const kept = await ada.window.until('a message that is back', async () => {
      const text = await message();
      return text.endsWith(`\n\n${grace}`) && text.replace(`\n\n${grace}`, '');
    });
    await pair().end();
    await waitForLines(...kept.split('\n'));
  });
});
