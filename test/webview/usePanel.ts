import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { launchChromium } from '../host/chromium.ts';
import { bundlePanel, type PanelPageOptions, QuestionPanelPage } from './questionPanelPage.ts';

export type OpenPanel = (
  model?: QuestionPanelModel,
  options?: PanelPageOptions,
) => Promise<QuestionPanelPage>;

/**
 * One browser for the tests of a `describe`.
 * @returns opens a panel, which is closed after its test; the test fails if its page had errors.
 */
export function usePanel(): OpenPanel {
  let browser: Browser;
  let bundle: string;
  const panels: QuestionPanelPage[] = [];

  before(async () => {
    [browser, bundle] = await Promise.all([launchChromium(), bundlePanel()]);
  });

  afterEach(async () => {
    const opened = panels.splice(0);
    await Promise.all(opened.map((panel) => panel.close()));
    assert.deepEqual(
      opened.flatMap(({ errors }) => errors),
      [],
    );
  });

  after(async () => {
    await browser?.close();
  });

  return async (model, options) => {
    const panel = await QuestionPanelPage.open(browser, bundle, options);
    panels.push(panel);
    if (model !== undefined) {
      await panel.show(model);
    }
    return panel;
  };
}
