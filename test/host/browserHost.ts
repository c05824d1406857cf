import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { repositoryRoot } from './cache.ts';
import { launchChromium } from './chromium.ts';
import { closeOnSignal } from './closeOnSignal.ts';
import { Server } from './server.ts';
import { Window } from './window.ts';

export interface WindowOptions {
  /** Who sits in front of it, such as `Ada`; used in messages and file names. */
  readonly person: string;
  /** The folder to open, or the workspace file. */
  readonly folder: string;
  /** The roots of the extensions that are installed; the one under test, this repository, by default. */
  readonly extensions?: readonly string[];
  readonly theme?: 'dark' | 'light';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** In CSS pixels; 1280 by 800 by default. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Environment of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** Every line that this person's server prints. */
  readonly onLine?: (line: string) => void;
}

/** Several people's VS Code windows in one headless browser, one server and profile each. */
export class BrowserHost implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #failures: string | undefined;
  readonly #windows = new Set<Window>();
  readonly #folders: string[] = [];
  readonly #forget: () => void;

  private constructor(browser: Browser, failures: string | undefined) {
    this.#browser = browser;
    this.#failures = failures;
    this.#forget = closeOnSignal(() => this.close());
  }

  /** Starts the browser. Pictures of failures go to `failures`. */
  static async start(options: { readonly failures?: string } = {}): Promise<BrowserHost> {
    return new BrowserHost(await launchChromium(), options.failures);
  }

  /** Opens a window for one person and waits until it is ready. */
  async open(options: WindowOptions): Promise<Window> {
    const { person, folder, onLine, env } = options;
    // Short, because code-server puts a socket there, whose path may have 107 bytes.
    const data = await mkdtemp(join(tmpdir(), 'ip-'));
    this.#folders.push(data);
    const theme = options.theme === 'light' ? 'Default Light Modern' : 'Default Dark Modern';
    const server = await Server.start({
      data,
      folder,
      extensions: options.extensions ?? [repositoryRoot],
      ...(onLine ? { onLine } : {}),
      ...(env ? { env } : {}),
      settings: { 'workbench.colorTheme': theme, ...options.settings },
      endsWhenIdle: true,
    });
    const context = await this.#browser.newContext({
      viewport: options.size ?? { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      colorScheme: options.theme ?? 'dark',
    });
    const page = await context.newPage();
    const failures = this.#failures;
    const window = new Window({
      ...{ person, folder, server, context, page },
      ...(failures === undefined ? {} : { failures }),
    });
    this.#windows.add(window);
    await window.open();
    return window;
  }

  /** Closes every window and the browser, and removes what they left on disk. */
  async close(): Promise<void> {
    this.#forget();
    await Promise.allSettled([...this.#windows].map((window) => window.close()));
    await this.#browser.close();
    const options = { recursive: true, force: true, maxRetries: 5 };
    await Promise.allSettled(this.#folders.map((folder) => rm(folder, options)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
