import assert from 'node:assert/strict';
import { underWay } from './questionPanelModels.ts';
import { usePanel } from './usePanel.ts';

describe('what does not fit into a question', function () {
  this.timeout(60_000);
  const open = usePanel();

  for (const [what, name, sentence] of [
    [
      'a question',
      'Ask your own question',
      '10,000 of at most 500 characters: shorten it, or put the rest into an answer.',
    ],
    [
      'an answer',
      /What came of it/,
      '10,000 of at most 2,000 characters: shorten it, or put the rest into a further answer.',
    ],
  ] as const) {
    it(`stays in the field where it is too long for ${what}, with a sentence that says so`, async () => {
      const panel = await open(underWay);
      const field = panel.page.getByRole('textbox', { name });
      const long = 'x'.repeat(10_000);
      await field.fill(long);
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      const id = await field.getAttribute('aria-describedby');
      assert.equal(await panel.page.locator(`[id="${id}"]`).innerText(), sentence);
      for (const key of ['Enter', 'Control+Enter']) {
        assert.equal(await panel.press(key), undefined, key);
      }
      for (const button of ['Answered', 'Breakthrough', 'Ask your own question']) {
        await panel.page.getByRole('button', { name: button }).click();
      }
      const posted = (await panel.posted()).filter((message) =>
        JSON.stringify(message).includes('xxx'),
      );
      assert.deepEqual(posted, []);
      assert.equal(await field.inputValue(), long);

      const state = await panel.state();
      await panel.close();
      const again = await open(underWay, { state });
      const restored = again.page.getByRole('textbox', { name });
      assert.equal((await restored.inputValue()).length, 10_000);
      await restored.fill('x'.repeat(500));
      assert.equal(await restored.getAttribute('aria-invalid'), null);
      assert.equal(await again.page.locator('.problem').count(), 0);
      await restored.press('Enter');
      assert.equal((await again.posted()).length, 2);
    });
  }

  it('counts what is left when the blanks around it are gone', async () => {
    const panel = await open(underWay);
    const field = panel.page.getByRole('textbox', { name: 'Ask your own question' });
    await field.fill(` ${'x'.repeat(500)}\n`);
    assert.equal((await panel.press('Enter'))?.type, 'askOwn');
    await field.fill(' \n\t ');
    assert.equal(await panel.press('Enter'), undefined);
    await panel.page.getByRole('button', { name: 'Ask your own question' }).click();
    assert.equal((await panel.posted()).length, 2);
  });

  it('takes Hebrew, Arabic and emoji as they are, each in its direction', async () => {
    const hebrew = 'האם הראש הזה באמת מעתיק?';
    const emoji = '👩‍🔬 sees 🧠? 👨‍👩‍👧‍👦';
    const panel = await open({
      ...underWay,
      asked: underWay.asked.map((question) => ({
        ...question,
        text: hebrew,
        answers: [{ who: 'غريس', text: emoji }],
      })),
    });
    assert.equal(await panel.styleOf('.text', 'direction'), 'rtl');
    assert.equal(await panel.page.locator('blockquote').first().innerText(), `غريس: ${emoji}`);
    const field = panel.page.getByRole('textbox', { name: 'Ask your own question' });
    await field.fill(hebrew);
    assert.equal(await panel.styleOf('.own textarea', 'direction'), 'rtl');
    await field.fill(emoji);
    assert.deepEqual(await panel.press('Enter'), { type: 'askOwn', text: emoji });
  });
});
