import type { Locator, Page } from 'playwright-core';
import type { Patience } from './patience.ts';

export interface Notification {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly buttons: readonly string[];
}

/** Notifications, as toasts or in their list, and modal dialogs. */
export class Notifications {
  readonly #page: Page;
  readonly #patience: Patience;
  readonly #list: Locator;

  constructor(page: Page, patience: Patience) {
    this.#page = page;
    this.#patience = patience;
    this.#list = page.locator('.notification-list-item:visible');
  }

  /** What is on screen, the newest first. */
  async shown(): Promise<Notification[]> {
    return await this.#list.evaluateAll((items) =>
      items.map((item) => {
        const icon = item.querySelector('.notification-list-item-icon')?.className ?? '';
        const severity = icon.includes('codicon-error')
          ? 'error'
          : icon.includes('codicon-warning')
            ? 'warning'
            : 'info';
        const buttons = item.querySelectorAll(
          '.notification-list-item-buttons-container .monaco-button:not(.monaco-dropdown-button)',
        );
        return {
          text: item.querySelector('.notification-list-item-message')?.textContent?.trim() ?? '',
          severity,
          buttons: [...buttons].map((button) => button.textContent?.trim() ?? ''),
        };
      }),
    );
  }

  /** Waits for a notification whose text matches, and returns it. */
  async waitFor(pattern: RegExp, timeoutMs?: number): Promise<Notification> {
    return await this.#patience.until(
      `a notification ${String(pattern)}`,
      async () => (await this.shown()).find(({ text }) => pattern.test(text)),
      { ...(timeoutMs === undefined ? {} : { timeoutMs }), seen: () => this.shown() },
    );
  }

  /** Shows the whole text of a notification, of which there is only a line at first. */
  async expand(pattern: RegExp): Promise<void> {
    await this.waitFor(pattern);
    const item = this.#list.filter({ hasText: pattern }).first();
    await item.hover();
    await item.locator('.codicon-notifications-expand').click();
  }

  /** Clicks a button of the notification whose text matches. */
  async click(pattern: RegExp, button: string): Promise<void> {
    await this.waitFor(pattern);
    const buttons = this.#list.filter({ hasText: pattern }).locator('.monaco-button');
    await buttons
      .and(this.#page.getByText(button, { exact: true }))
      .first()
      .click();
  }

  /** Waits for a modal dialog whose words match, and returns them. */
  async waitForDialog(pattern: RegExp): Promise<string> {
    const dialog = this.#page.locator('.monaco-dialog-box .dialog-message-container');
    return await this.#patience.until(`a dialog ${String(pattern)}`, async () => {
      if (!(await dialog.isVisible())) return undefined;
      const text = (await dialog.textContent()) ?? '';
      return pattern.test(text) ? text : undefined;
    });
  }

  /** Presses a button of the modal dialog by keyboard. */
  async pressInDialog(button: string): Promise<void> {
    const { keyboard } = this.#page;
    const focused = this.#page.locator('.monaco-dialog-box .monaco-button:focus');
    await this.#patience.until(`"${button}" in the dialog to have the focus`, async () => {
      if ((await focused.allTextContents()).join() === button) return true;
      await keyboard.press('Tab');
      return false;
    });
    await keyboard.press('Enter');
  }

  /** Clicks a button of the modal dialog. */
  async clickDialog(button: string): Promise<void> {
    const buttons = this.#page.locator('.monaco-dialog-box .monaco-button');
    await buttons.and(this.#page.getByText(button, { exact: true })).click();
  }
}
