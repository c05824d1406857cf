import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { Editor } from './editor.ts';
import { Notifications } from './notifications.ts';
import { defaultTimeoutMs, type Patience, patienceOf } from './patience.ts';
import { QuickInput } from './quickInput.ts';
import type { Server } from './server.ts';
import { StatusBar } from './statusBar.ts';
import { Terminal } from './terminal.ts';
import { Views } from './views.ts';

export interface WindowParts {
  /** Who sits in front of it; used in messages. */
  readonly person: string;
  /** The folder that is open, or the workspace file. */
  readonly folder: string;
  readonly server: Server;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Where pictures of failures go. */
  readonly failures?: string;
}

/** One person's VS Code window in a browser page, driven through what is on screen. */
export class Window implements AsyncDisposable, Patience {
  readonly person: string;
  readonly folder: string;
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly statusBar: StatusBar;
  readonly notifications: Notifications;
  readonly editor: Editor;
  readonly views: Views;
  readonly terminal: Terminal;
  readonly until: Patience['until'];
  readonly #server: Server;
  readonly #context: BrowserContext;

  constructor(parts: WindowParts) {
    const { person, page, failures } = parts;
    const patience = patienceOf(page, person, failures);
    this.person = person;
    this.folder = parts.folder;
    this.page = page;
    this.until = patience.until;
    this.quickInput = new QuickInput(page, patience);
    this.statusBar = new StatusBar(page, patience);
    this.notifications = new Notifications(page, patience);
    this.editor = new Editor(page, patience, this.quickInput);
    this.views = new Views(page, patience);
    this.terminal = new Terminal(page, patience);
    this.#server = parts.server;
    this.#context = parts.context;
    // Leaving a page with unsaved changes asks; a reload in the middle of work must go through.
    page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
  }

  /**
   * Opens the folder, or the workspace file, and waits until the workbench and the extension host are up.
   *
   * @param folder instead of the one that was open.
   */
  async open(folder = this.folder): Promise<void> {
    await this.page.goto(this.#server.addressOf(folder));
    await this.#ready();
  }

  /** Reloads, as a person would: the extension host ends and a new one starts. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** Runs a command by its full title through the palette. */
  async runCommand(title: string, timeoutMs?: number): Promise<void> {
    await this.quickInput.runCommand(title, timeoutMs);
  }

  /** Saves a picture of the window as PNG. */
  async screenshot(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /** What is on this window's clipboard. */
  async readClipboard(): Promise<string> {
    return String(await this.page.evaluate('navigator.clipboard.readText()'));
  }

  /** Another window of the same person, on another folder: the same profile and server. */
  async openAnother(folder: string): Promise<Window> {
    const { person } = this;
    const parts = { person, folder, server: this.#server, context: this.#context };
    const another = new Window({ ...parts, page: await this.#context.newPage() });
    await another.open();
    return another;
  }

  /** Closes this person's windows and ends the server with their extension hosts. */
  async close(): Promise<void> {
    await this.#context.close();
    await this.#server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ready(): Promise<void> {
    await this.page
      .locator('.monaco-workbench .part.statusbar')
      .waitFor({ state: 'visible', timeout: 2 * defaultTimeoutMs });
    await this.until('the extension host', async () => {
      return await this.page.evaluate(() => {
        return performance.getEntriesByName('code/didLoadExtensions').length > 0;
      });
    });
  }
}
