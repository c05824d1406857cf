import type { Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';

/** The integrated terminal. Its text is on the page as long as it is not drawn by the GPU. */
export class Terminal {
  readonly #page: Page;
  readonly #patience: Patience;
  readonly #rows: Locator;

  constructor(page: Page, patience: Patience) {
    this.#page = page;
    this.#patience = patience;
    this.#rows = page.locator('.terminal-wrapper.active .xterm-rows > div');
  }

  /** Types a command into the terminal that has the focus, and confirms. */
  async type(command: string): Promise<void> {
    await this.#patience.until('a prompt in the terminal', async () =>
      (await this.lines()).some((line) => /[$#>]\s*$/.test(line)),
    );
    await this.#page.keyboard.type(command);
    await this.#page.keyboard.press('Enter');
  }

  /** The lines on screen that have text. */
  async lines(): Promise<string[]> {
    const texts = await this.#rows.allTextContents();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trimEnd()).filter(Boolean);
  }

  async waitForLine(pattern: RegExp, timeoutMs?: number): Promise<void> {
    await this.#patience.until(
      `${String(pattern)} in the terminal`,
      async () => (await this.lines()).some((line) => pattern.test(line)),
      { ...(timeoutMs === undefined ? {} : { timeoutMs }), seen: () => this.lines() },
    );
  }
}
