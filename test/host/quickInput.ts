import type { Locator, Page } from 'playwright-core';
import { matches, type Patience } from './patience.ts';

/** One entry of a quick pick. */
export interface QuickItem {
  readonly label: string;
  readonly description: string;
  /** The second line, where there is one. */
  readonly detail: string;
  /** Whether Enter would take it. */
  readonly focused: boolean;
}

/** How often the results of a search for files are looked at before it is made anew. */
const looksPerSearch = 60;

/** The box at the top of the window: palette, quick pick and input box. */
export class QuickInput {
  readonly #page: Page;
  readonly #patience: Patience;
  readonly #widget: Locator;
  readonly #input: Locator;

  constructor(page: Page, patience: Patience) {
    this.#page = page;
    this.#patience = patience;
    this.#widget = page.locator('.quick-input-widget');
    this.#input = this.#widget.locator('.quick-input-box input');
  }

  /** Runs a command by its full title, such as `Interpair: Swap Roles`, as a person would. */
  async runCommand(title: string, timeoutMs?: number): Promise<void> {
    await this.#open('F1', '>');
    await this.type(`>${title}`);
    await this.#choose(title, `the command "${title}" in the palette`, timeoutMs);
    // What the command opens next may be a quick input of its own: only this list must be gone.
    await this.#patience.until(`the palette to close after "${title}"`, async () => {
      return !(await this.isOpen()) || !(await this.text()).startsWith('>');
    });
  }

  /** The commands in the palette that fit `filter`, as far as they are on screen. */
  async commands(filter: string): Promise<string[]> {
    await this.#open('F1', '>');
    await this.type(`>${filter}`);
    const labels = await this.#patience.until('the palette to filter', async () => {
      const found = await this.items();
      return found.length > 0 && found.map(({ label }) => label);
    });
    await this.cancel();
    return labels;
  }

  /** Opens a file of the workspace by name, through quick open. */
  async openFile(name: string): Promise<void> {
    await this.#open('Control+P', '');
    await this.type(name);
    const label = name.split('/').at(-1) ?? name;
    let looks = 0;
    await this.#patience.until(`the file "${name}" in quick open`, async () => {
      // It lists the files that there were when the search began: one that is new is found the next time.
      if (++looks % looksPerSearch === 0) {
        await this.type('');
        await this.type(name);
      }
      return (await this.items()).some((item) => item.label === label);
    });
    await this.#choose(label, `the file "${name}" in quick open`);
    await this.waitUntilClosed();
  }

  /** Waits until a quick input is open whose title, prompt or placeholder contains `words`. */
  async waitFor(words: string | RegExp): Promise<void> {
    const look = async (): Promise<boolean> => {
      const shown = await this.heading();
      return typeof words === 'string' ? shown.includes(words) : words.test(shown);
    };
    await this.#patience.until(`a quick input that says ${String(words)}`, look, {
      seen: () => this.heading(),
    });
  }

  /** Replaces the text in the box. */
  async type(text: string): Promise<void> {
    await this.#patience.until('a quick input to type into', async () => {
      if (!(await this.isOpen())) return false;
      await this.#input.fill(text, { timeout: 1000 });
      return true;
    });
  }

  /** Types and confirms with Enter. */
  async submit(text?: string): Promise<void> {
    if (text !== undefined) await this.type(text);
    await this.#input.press('Enter');
  }

  /** Picks an entry by its label, and where several have that by their description, with the keyboard. */
  async pick(label: string | RegExp, description = ''): Promise<void> {
    const what = `the entry ${String(label)} ${description}`.trim();
    await this.#choose(label, `${what} in the quick pick`, undefined, description);
  }

  /** Goes a step back, with the button in the title. */
  async back(): Promise<void> {
    await this.#widget.locator('.quick-input-titlebar [aria-label^="Back"]').press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.waitUntilClosed();
  }

  async isOpen(): Promise<boolean> {
    if (!(await this.#widget.isVisible())) return false;
    // While it fades out it is still visible, but no longer takes keys.
    return !(await this.#widget.evaluate((widget) => widget.closest('[inert]') !== null));
  }

  async waitUntilClosed(): Promise<void> {
    await this.#patience.until('the quick input to close', async () => !(await this.isOpen()));
  }

  /** The text in the box. */
  async text(): Promise<string> {
    return await this.#input.inputValue();
  }

  /** Title, placeholder and message, as far as they are shown. */
  async heading(): Promise<string> {
    if (!(await this.isOpen())) return '';
    const title = await visibleText(this.#widget.locator('.quick-input-title'));
    const placeholder = (await this.#input.getAttribute('placeholder')) ?? '';
    return [title, placeholder, await this.message()].filter(Boolean).join(' | ');
  }

  /** The prompt or the validation message under the box. */
  async message(): Promise<string> {
    return await visibleText(this.#widget.locator('.quick-input-message'));
  }

  /** The entries that are on screen, from the top. */
  async items(): Promise<QuickItem[]> {
    const rows = this.#widget.locator('.quick-input-list .monaco-list-row');
    return await rows.evaluateAll((all) =>
      all
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => {
          const textOf = (selector: string): string =>
            row.querySelector(selector)?.textContent?.trim() ?? '';
          return {
            label: textOf('.label-name'),
            description: textOf('.label-description'),
            detail: textOf('.quick-input-list-label-meta .label-name'),
            focused: row.classList.contains('focused'),
          };
        }),
    );
  }

  async #open(key: string, prefix: string): Promise<void> {
    await this.#patience.until(`${key} to open the quick input`, async () => {
      if ((await this.isOpen()) && (await this.text()).startsWith(prefix)) return true;
      await this.#page.keyboard.press(key);
      await this.#widget.waitFor({ state: 'visible', timeout: 2000 }).catch(() => undefined);
      return false;
    });
  }

  async #choose(
    label: string | RegExp,
    what: string,
    timeoutMs?: number,
    description = '',
  ): Promise<void> {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    const fits = (item: QuickItem): boolean =>
      matches(item.label, label) && item.description.startsWith(description);
    const seen = async (): Promise<string[]> => (await this.items()).map((item) => item.label);
    const find = async (): Promise<QuickItem | undefined> => (await this.items()).find(fits);
    await this.#patience.until(what, find, { ...options, seen });
    await this.#patience.until(`${what} to have the focus`, async () => {
      const all = await this.items();
      const index = all.findIndex(fits);
      const focused = all.findIndex((item) => item.focused);
      if (index < 0) return false;
      if (focused === index) return true;
      await this.#input.press(focused < index ? 'ArrowDown' : 'ArrowUp');
      return false;
    });
    await this.#input.press('Enter');
  }
}

async function visibleText(locator: Locator): Promise<string> {
  if (!(await locator.first().isVisible())) return '';
  return ((await locator.first().textContent()) ?? '').replaceAll('\u00a0', ' ').trim();
}
