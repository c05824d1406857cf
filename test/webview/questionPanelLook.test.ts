import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { alone, underWay } from './questionPanelModels.ts';
import { themes } from './themes.ts';
import { usePanel } from './usePanel.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the look of the question panel', function () {
  this.timeout(60_000);
  const open = usePanel();

  for (const theme of themes) {
    for (const [when, model] of Object.entries({ 'in a session': underWay, 'by itself': alone })) {
      it(`has no accessibility violation in ${theme}, ${when}`, async () => {
        const panel = await open(model, { theme });
        await panel.page.getByText('Why this question').click();
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
      const panel = await open(underWay, { theme });
      for (let stop = 0; stop < 14; stop++) {
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
});
