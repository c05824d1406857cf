import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';

/** Views in the side bar and webviews anywhere. */
export class Views {
  readonly #page: Page;
  readonly #patience: Patience;

  constructor(page: Page, patience: Patience) {
    this.#page = page;
    this.#patience = patience;
  }

  /** Shows a container of the activity bar by its title. */
  async openContainer(title: string): Promise<void> {
    const icon = this.#page.locator(`a.action-label[aria-label^=${quoted(title)}]`);
    const tab = this.#page.locator('.activitybar .action-item', { has: icon }).first();
    await this.#patience.until(`"${title}" in the activity bar`, () => tab.isVisible());
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    await this.#patience.until(`"${title}" to open`, async () => {
      return (await tab.getAttribute('aria-expanded')) === 'true';
    });
  }

  /** The section of the side bar with this title, opened if it was folded. */
  async section(title: string): Promise<Locator> {
    const pane = this.#page.locator('.pane', {
      has: this.#page.locator(`.pane-header[aria-label^=${quoted(title)}]`),
    });
    await this.#patience.until(`the view "${title}"`, async () => (await pane.count()) > 0);
    const header = pane.first().locator('.pane-header').first();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return pane.first();
  }

  /** The rows of a tree view that are on screen: label and description, indented by level. */
  async treeRows(title: string): Promise<string[]> {
    const rows = (await this.section(title)).locator('.monaco-list-row');
    return await rows.evaluateAll((all) => {
      return all
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row) => {
          const textOf = (selector: string): string =>
            row.querySelector(selector)?.textContent?.replaceAll('\u00a0', ' ').trim() ?? '';
          const level = Number(row.getAttribute('aria-level') ?? 1);
          const text = `${textOf('.label-name')} ${textOf('.label-description')}`.trim();
          return `${'  '.repeat(level - 1)}${text}`;
        });
    });
  }

  /** Waits until a row of a tree view matches. */
  async waitForTreeRow(title: string, pattern: RegExp): Promise<void> {
    await this.#patience.until(
      `${String(pattern)} in the view "${title}"`,
      async () => (await this.treeRows(title)).some((row) => pattern.test(row)),
      { seen: () => this.treeRows(title) },
    );
  }

  /** Clicks the row of a tree view that matches. */
  async clickTreeRow(title: string, pattern: RegExp): Promise<void> {
    await this.waitForTreeRow(title, pattern);
    const rows = (await this.section(title)).locator('.monaco-list-row');
    await rows.filter({ hasText: pattern }).first().click();
  }

  /** Moves through a tree view that has the focus, with the arrow keys, to the row that matches. */
  async moveToTreeRow(title: string, pattern: RegExp): Promise<void> {
    const { keyboard } = this.#page;
    const rows = (await this.section(title)).locator('.monaco-list-row.focused');
    await keyboard.press('Home');
    await this.#patience.until(
      `${String(pattern)} in the view "${title}" to have the focus`,
      async () => {
        if ((await rows.filter({ hasText: pattern }).count()) > 0) return true;
        await keyboard.press('ArrowDown');
        return false;
      },
      { seen: () => this.treeRows(title) },
    );
  }

  /** The content of the webview with this title: a view's name, or a panel's title. */
  async webview(title: string): Promise<FrameLocator> {
    const host = await this.#patience.until(
      `the webview "${title}"`,
      () => this.#webviewHost(title),
      { seen: () => this.#webviewTitles() },
    );
    return this.#frame(host);
  }

  /** Waits until what is typed goes to the view or panel with this title, a tree or a webview. */
  async waitForFocus(title: string): Promise<void> {
    const tree = this.#page.locator(`.monaco-list[aria-label=${quoted(title)}]:focus`);
    await this.#patience.until(`"${title}" to have the focus`, async () => {
      if ((await tree.count()) > 0) return true;
      const host = await this.#webviewHost(title);
      if (host === undefined) return false;
      return (await this.#frame(host).locator('html').evaluate('document.hasFocus()')) === true;
    });
  }

  #frame(host: string): FrameLocator {
    return this.#page.frameLocator(`iframe.webview[name="${host}"]`).frameLocator('#active-frame');
  }

  /** The name of the outer frame whose inner one has this title. */
  async #webviewHost(title: string): Promise<string | undefined> {
    for (const outer of await this.#page.locator('iframe.webview.ready').all()) {
      const inner = outer.contentFrame().locator('#active-frame');
      if ((await inner.count()) === 0) continue;
      if ((await inner.getAttribute('title')) !== title) continue;
      return (await outer.getAttribute('name')) ?? undefined;
    }
    return undefined;
  }

  async #webviewTitles(): Promise<(string | null)[]> {
    const outers = await this.#page.locator('iframe.webview').all();
    const inner = outers.map((outer) => outer.contentFrame().locator('#active-frame'));
    return await Promise.all(inner.map((frame) => frame.getAttribute('title', { timeout: 500 })));
  }
}

/** A CSS string. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
