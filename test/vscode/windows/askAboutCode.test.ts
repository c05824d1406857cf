import assert from 'node:assert/strict';
import { usePair } from './pair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
rows = heads.sum(-1)
print(rows)
`;

describe('questions at the code in two windows', () => {
  const pair = usePair({ files: { 'heads.py': code } });

  it('explores', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('What do heads add up to?');
    await pair().closeNotifications();
    await ada.window.editor.open('heads.py');
    await grace.window.editor.open('heads.py');
    await grace.window.editor.goTo(3);
    await grace.window.page.keyboard.press('Shift+ArrowDown');
    await grace.window.page.keyboard.press('Shift+F10');
    await grace.window.page.waitForTimeout(1500);
    await grace.window.screenshot('/tmp/w/shots/1-menu.png');
    await grace.window.page.keyboard.press('Escape');
    await grace.window.runCommand('Interpair: Ask About This Code');
    await grace.window.quickInput.waitFor('Ask about heads.py');
    await grace.window.screenshot('/tmp/w/shots/2-input.png');
    await grace.window.quickInput.submit(
      'Why [eight](command:x) **heads** <b>and</b> $(zap) not 12?\n# or 3',
    );
    await grace.window.page.waitForTimeout(2500);
    await grace.window.screenshot('/tmp/w/shots/3-grace.png');
    await ada.window.screenshot('/tmp/w/shots/3-ada.png');
    await ada.window.editor.goTo(1);
    await ada.window.editor.type('# one\n# two\n');
    await ada.window.page.waitForTimeout(1500);
    await ada.window.screenshot('/tmp/w/shots/4-ada-moved.png');
    await ada.window.page.keyboard.press('Alt+F9');
    await ada.window.page.waitForTimeout(1500);
    await ada.window.screenshot('/tmp/w/shots/5-ada-thread.png');
    console.log(
      await ada.window.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300)),
    );
    console.log(
      await ada.window.page.evaluate(() =>
        [...document.querySelectorAll('[class*=comment-range-glyph]')]
          .map((e) => e.className)
          .join('\n'),
      ),
    );
    await ada.window.page.keyboard.press('Tab');
    console.log(
      await ada.window.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300)),
    );
    await ada.window.page.keyboard.press('Enter');
    await ada.window.page.waitForTimeout(500);
    await ada.window.page.keyboard.type('Because it is *two* by two.');
    await ada.window.page.waitForTimeout(500);
    await ada.window.screenshot('/tmp/w/shots/6-ada-typing.png');
    await ada.window.page.keyboard.press('Control+Enter');
    await ada.window.page.waitForTimeout(2500);
    await ada.window.screenshot('/tmp/w/shots/7-ada-answered.png');
    await grace.questionPanel();
    await grace.window.page.waitForTimeout(1500);
    await grace.window.screenshot('/tmp/w/shots/7-grace.png');
    console.log(await ada.window.page.locator('.review-widget').allInnerTexts());
    assert.ok(true);
  });
});
