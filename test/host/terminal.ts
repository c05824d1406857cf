import type { Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';

const prompt = /[$#>]\s*$/;

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
    await this.waitForPrompt();
    await this.#page.keyboard.type(command);
    await this.#patience.until(`"${command}" in the terminal`, async () => {
      return (await this.lines()).at(-1)?.endsWith(command);
    });
    await this.#page.keyboard.press('Enter');
    await this.#patience.until('the command to start', async () => {
      return !prompt.test((await this.lines()).at(-1) ?? '');
    });
  }

  /** The lines on screen that have text. */
  async lines(): Promise<string[]> {
    const texts = await this.#rows.allTextContents();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trimEnd()).filter(Boolean);
  }

  /** Waits until what was typed has ended: the last line is a bare prompt again. */
  async waitForPrompt(timeoutMs?: number): Promise<void> {
    await this.#patience.until(
      'the prompt in the terminal',
      async () => prompt.test((await this.lines()).at(-1) ?? ''),
      { ...(timeoutMs === undefined ? {} : { timeoutMs }), seen: () => this.lines() },
    );
  }
}
