import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { alone, manyAsked, onAgenda, underWay } from './questionPanelModels.ts';
import type { QuestionPanelPage } from './questionPanelPage.ts';
import { themes } from './themes.ts';
import { usePanel } from './usePanel.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Each state of the panel: a model, and what to do in it first. */
const states: Readonly<
  Record<string, readonly [QuestionPanelModel, ((panel: QuestionPanelPage) => Promise<unknown>)?]>
> = {
  'in a session': [underWay],
  'by itself': [alone],
  'with an agenda and a reminder': [onAgenda],
  'out of reach': [{ ...onAgenda, canAsk: false }],
  'with two hundred questions and its keys': [
    manyAsked(200),
    (panel) => panel.page.keyboard.press('?'),
  ],
  'on a question in focus': [
    underWay,
    async ({ page }) => {
      await page.keyboard.press('j');
      await page.keyboard.press('j');
    },
  ],
  'with too long an answer': [
    underWay,
    ({ page }) => page.getByRole('textbox', { name: /What came of it/ }).fill('long '.repeat(2000)),
  ],
};

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the look of the question panel', function () {
  this.timeout(60_000);
  const open = usePanel();

  for (const theme of themes) {
    for (const [when, [model, begin]] of Object.entries(states)) {
      it(`has no accessibility violation in ${theme}, ${when}`, async () => {
        const panel = await open(model, { theme });
        await panel.page.getByText('Why this question').click();
        await begin?.(panel);
        await panel.page.evaluate(axe);
        const violations = await panel.page.evaluate<Violation[]>(
          'axe.run(document).then(({ violations }) => violations)',
        );
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
        );
        assert.deepEqual(found, []);
      });
    }

    it(`shows where the focus is in ${theme}`, async () => {
      const panel = await open(onAgenda, { theme });
      for (let stop = 0; stop < 20; stop++) {
        await panel.page.keyboard.press('Tab');
        const outline = await panel.page.evaluate<string>(`(() => {
          const focused = document.activeElement;
          const inner = focused.shadowRoot?.querySelector('.base') ?? focused;
          const { outlineStyle, outlineColor } = getComputedStyle(inner);
          return outlineStyle === 'none' ? 'no outline' : outlineColor;
        })()`);
        const expected = await panel.page.evaluate<string>(`(() => {
          const probe = document.createElement('i');
          probe.style.color = 'var(--vscode-focusBorder)';
          document.body.append(probe);
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        })()`);
        assert.equal(outline, expected, await panel.focused());
      }
    });
  }

  for (const [how, options, bodyClass] of [
    ['when the system asks for reduced motion', { reducedMotion: 'reduce' }, ''],
    ['when VS Code asks for reduced motion', {}, 'vscode-reduce-motion'],
  ] as const) {
    it(`keeps still ${how}`, async () => {
      const panel = await open(undefined, options);
      await panel.page.evaluate(`document.body.className += ' ${bodyClass}'`);
      await panel.show(underWay);
      assert.equal(await panel.page.evaluate('document.getAnimations().length'), 0);
    });
  }

  for (const [how, width, fontSize] of [
    ['200 pixels', 200, '13px'],
    ['320 pixels', 320, '13px'],
    ['320 pixels with text twice as large', 320, '26px'],
  ] as const) {
    it(`fits into ${how}, in each of its states`, async () => {
      for (const [when, [model, begin]] of Object.entries(states)) {
        const panel = await open(model, { width });
        await panel.page.evaluate(
          `document.documentElement.style.setProperty('--vscode-font-size', '${fontSize}')`,
        );
        await begin?.(panel);
        const overflowing = await panel.page.evaluate<string[]>(`
          [...document.querySelectorAll('main *')]
            .filter((element) => element.getBoundingClientRect().right > innerWidth)
            .map((element) => element.outerHTML.slice(0, 200))`);
        assert.deepEqual(overflowing, [], when);
        assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth'), width);
      }
    });
  }

  it('draws only what is new when a question more is asked among two hundred', async () => {
    const [newest, ...before] = manyAsked(201).asked;
    assert.ok(newest);
    const panel = await open({ ...underWay, asked: before });
    await panel.page.evaluate(`
      window.drawn = 0;
      new MutationObserver((changes) => {
        window.drawn += changes.flatMap(({ addedNodes }) => [...addedNodes])
          .filter((node) => node.localName === 'li').length;
      }).observe(document.querySelector('ol'), { childList: true, subtree: true });
    `);
    await panel.show({ ...underWay, asked: [newest, ...before] });
    await panel.page.getByRole('textbox', { name: 'Ask your own question' }).fill('And then?');
    assert.equal(await panel.page.getByRole('listitem').count(), 201);
    assert.equal(await panel.page.evaluate('window.drawn'), 1);
  });

  it('reads like this to a screen reader', async () => {
    const panel = await open(onAgenda);
    await panel.page.getByText('Why this question').click();
    const golden = readFileSync(new URL('questionPanel.aria.yml', import.meta.url), 'utf8');
    assert.equal(`${await panel.page.locator('main').ariaSnapshot()}\n`, golden);
  });
});
