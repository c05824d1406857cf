import type { Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';
import type { QuickInput } from './quickInput.ts';

/** An editor as its tab shows it. */
export interface Tab {
  readonly name: string;
  readonly dirty: boolean;
  /** Whether it is the one of its group that is shown. */
  readonly active: boolean;
}

/** The active text editor. */
export class Editor {
  readonly #page: Page;
  readonly #patience: Patience;
  readonly #quickInput: QuickInput;
  readonly #active: Locator;

  constructor(page: Page, patience: Patience, quickInput: QuickInput) {
    this.#page = page;
    this.#patience = patience;
    this.#quickInput = quickInput;
    this.#active = page.locator('.editor-group-container.active');
  }

  /** Opens a file of the workspace by name and waits until its text is shown. */
  async open(name: string): Promise<void> {
    await this.#quickInput.openFile(name);
    const file = name.split('/').at(-1) ?? name;
    await this.#patience.until(`the editor of ${file}`, async () => {
      return (await this.activeTab()).name === file && (await this.lines()).length > 0;
    });
  }

  /** Waits until typing goes into the text. */
  async waitForFocus(): Promise<void> {
    const focused = this.#active.locator('.monaco-editor.focused');
    await this.#patience.until('the editor to have the focus', () => focused.isVisible());
  }

  /** The label of the active tab, and whether it has unsaved changes. */
  async activeTab(): Promise<{ readonly name: string; readonly dirty: boolean }> {
    const tab = this.#active.locator('.tab.active').first();
    if ((await tab.count()) === 0) return { name: '', dirty: false };
    const name = (await tab.getAttribute('data-resource-name')) ?? '';
    const classes = (await tab.getAttribute('class')) ?? '';
    return { name: name.trim(), dirty: classes.split(' ').includes('dirty') };
  }

  /** Puts the cursor on a line, from 1, and gives the editor the focus. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#page.keyboard.press('Control+G');
    await this.#quickInput.type(`:${line}:${column}`);
    await this.#quickInput.submit();
    await this.#quickInput.waitUntilClosed();
    await this.waitForCursor(line);
  }

  /** Waits until the cursor is on a line, from 1. */
  async waitForCursor(line: number): Promise<void> {
    const wanted = new RegExp(`Ln ${line}, Col \\d+`);
    await this.#patience.until(`the cursor on line ${line}`, async () => {
      const position = this.#page.locator('[id="status.editor.selection"]');
      return wanted.test((await position.textContent()) ?? '');
    });
  }

  /** The tabs of each group of editors, the groups in the order in which they were made. */
  async groups(): Promise<Tab[][]> {
    return await this.#page.locator('.editor-group-container').evaluateAll((groups) =>
      groups.map((group) =>
        [...group.querySelectorAll('.tabs-container .tab')].map((tab) => ({
          name: tab.getAttribute('data-resource-name')?.trim() ?? '',
          dirty: tab.classList.contains('dirty'),
          active: tab.classList.contains('active'),
        })),
      ),
    );
  }

  /** Types at the cursor, key by key, and waits until the editor knows of it. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    await this.#patience.until('unsaved changes', async () => (await this.activeTab()).dirty);
  }

  /** The lines on screen, from the top. */
  async lines(): Promise<string[]> {
    return await this.#active.locator('.monaco-editor .view-line').evaluateAll((lines) => {
      return lines
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' '));
    });
  }

  /** Waits until a line on screen matches. */
  async waitForLine(pattern: RegExp): Promise<void> {
    await this.#patience.until(
      `a line ${String(pattern)} in the editor`,
      async () => (await this.lines()).some((line) => pattern.test(line)),
      { seen: () => this.lines() },
    );
  }

  /** Saves, and waits until the tab is clean. */
  async save(): Promise<void> {
    await this.#page.keyboard.press('Control+S');
    await this.#patience.until('the file to be saved', async () => !(await this.activeTab()).dirty);
  }

  /** Opens the context menu at the cursor and chooses an entry, with the keyboard. */
  async chooseInContextMenu(label: string): Promise<void> {
    const menu = this.#page.locator('.monaco-menu');
    const focused = menu.locator('.action-item.focused');
    await this.#page.keyboard.press('Shift+F10');
    await menu.waitFor();
    await this.#patience.until(`"${label}" in the context menu to have the focus`, async () => {
      const texts = await focused.allInnerTexts();
      if (texts.some((text) => text.trim() === label)) return true;
      await this.#page.keyboard.press('ArrowDown');
      return false;
    });
    await this.#page.keyboard.press('Enter');
  }

  /** Waits until unresolved comments stand in the gutter at these lines and no others, from the top. */
  async waitForComments(lines: readonly number[]): Promise<void> {
    await this.#patience.until(
      `comments at the lines ${lines.join()}`,
      async () => (await this.#commented()).join() === lines.join(),
      { seen: () => this.#commented() },
    );
  }

  /** The numbers of the lines that have a mark of unresolved comments beside them. */
  async #commented(): Promise<string[]> {
    const margin = this.#active.locator('.monaco-editor .margin-view-overlays > div');
    return await margin.evaluateAll((lines) =>
      lines
        .filter((line) => line.querySelector('.comment-thread-unresolved') !== null)
        .map((line) => line.querySelector('.line-numbers')?.textContent?.trim() ?? '')
        .sort((one, other) => Number(one) - Number(other)),
    );
  }

  async undo(): Promise<void> {
    await this.#page.keyboard.press('Control+Z');
  }
}
