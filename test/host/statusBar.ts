import type { Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';

export interface StatusBarItem {
  /** `publisher.name.itemId` for an item of an extension. */
  readonly id: string;
  /** What is shown, without its icons. */
  readonly text: string;
  /** The names of its icons, such as `telescope`. */
  readonly icons: readonly string[];
  /** What a screen reader says. */
  readonly label: string;
  readonly background: 'none' | 'warning' | 'error';
}

/** The bar at the bottom of the window. */
export class StatusBar {
  readonly #page: Page;
  readonly #patience: Patience;
  readonly #items: Locator;

  constructor(page: Page, patience: Patience) {
    this.#page = page;
    this.#patience = patience;
    this.#items = page.locator('.part.statusbar .statusbar-item');
  }

  /** The items on screen, from the left. */
  async items(): Promise<StatusBarItem[]> {
    return await this.#items.evaluateAll((all) =>
      all
        .filter((item) => item.getBoundingClientRect().width > 0)
        .map((item) => {
          const label = item.querySelector('.statusbar-item-label');
          const icons = [...item.querySelectorAll('.codicon')].flatMap((icon) =>
            [...icon.classList].flatMap(
              (name) => /^codicon-(?!modifier)(.+)$/.exec(name)?.[1] ?? [],
            ),
          );
          const background = item.classList.contains('error-kind')
            ? 'error'
            : item.classList.contains('warning-kind')
              ? 'warning'
              : 'none';
          return {
            id: item.id,
            text: label?.textContent?.replaceAll('\u00a0', ' ').trim() ?? '',
            icons,
            label: item.getAttribute('aria-label') ?? '',
            background,
          };
        }),
    );
  }

  async texts(): Promise<string[]> {
    return (await this.items()).map(({ text }) => text).filter((text) => text !== '');
  }

  /** Waits for an item whose text matches, and returns it. */
  async waitFor(pattern: RegExp, timeoutMs?: number): Promise<StatusBarItem> {
    return await this.#patience.until(
      `${String(pattern)} in the status bar`,
      async () => (await this.items()).find(({ text }) => pattern.test(text)),
      { ...(timeoutMs === undefined ? {} : { timeoutMs }), seen: () => this.texts() },
    );
  }

  /** Clicks the item whose text matches. */
  async click(pattern: RegExp): Promise<void> {
    const { id } = await this.waitFor(pattern);
    await this.#items
      .and(this.#page.locator(`[id="${id}"]`))
      .locator('a')
      .click();
  }
}
