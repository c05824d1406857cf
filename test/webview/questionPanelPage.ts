import { randomBytes } from 'node:crypto';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../src/features/questions/panelHtml.ts';
import type {
  FromQuestionPanel,
  QuestionPanelModel,
  ToQuestionPanel,
} from '../../src/protocol/questionPanel.ts';
import { type Theme, themeTokens } from './themes.ts';

const origin = 'https://panel.test';

/** The question panel's bundle, made as it is shipped. */
export async function bundlePanel(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['media/questions/main.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error('esbuild wrote nothing.');
  }
  return output.text;
}

export interface PanelPageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly state?: unknown;
}

/**
 * The question panel in a real browser, with its own document, content security policy and bundle.
 * The stand-in for VS Code records what the panel posts, and hands it models; it decides nothing.
 */
export class QuestionPanelPage {
  readonly page: Page;
  /** Errors of the page, those of its content security policy included. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(
    browser: Browser,
    bundle: string,
    { theme = 'dark', width = 300, height = 760, reducedMotion, state }: PanelPageOptions = {},
  ): Promise<QuestionPanelPage> {
    const page = await browser.newPage({
      viewport: { width, height },
      ...(reducedMotion !== undefined && { reducedMotion }),
    });
    const panel = new QuestionPanelPage(page);
    page.on('pageerror', (error) => panel.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        panel.errors.push(message.text());
      }
    });
    const nonce = randomBytes(16).toString('base64');
    const html = panelHtml({ scriptUri: `${origin}/questions.js`, nonce, language: 'en' });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      return pathname === '/questions.js'
        ? route.fulfill({ contentType: 'text/javascript', body: bundle })
        : pathname === '/'
          ? route.fulfill({ contentType: 'text/html', body: html })
          : route.abort();
    });
    await page.addInitScript(vscodeStandIn(state));
    await page.goto(`${origin}/`);
    await page.evaluate(themeScript(theme));
    return panel;
  }

  async show(model: QuestionPanelModel): Promise<void> {
    await this.receive({ type: 'model', model });
  }

  async receive(message: ToQuestionPanel): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    // The message is handled before this one's answer, and what it draws before the frame after.
    await this.page.evaluate(
      'new Promise((done) => setTimeout(() => requestAnimationFrame(() => done())))',
    );
  }

  async posted(): Promise<readonly FromQuestionPanel[]> {
    return this.page.evaluate<FromQuestionPanel[]>('window.posted');
  }

  /** What was posted last, `ready` left out. */
  async lastPosted(): Promise<FromQuestionPanel | undefined> {
    return (await this.posted()).filter(({ type }) => type !== 'ready').at(-1);
  }

  /** Presses a key. @returns what the panel posted for it; undefined for nothing. */
  async press(key: string): Promise<FromQuestionPanel | undefined> {
    const before = (await this.posted()).length;
    await this.page.keyboard.press(key);
    return (await this.posted()).slice(before).at(-1);
  }

  /** What the live region says. */
  async spoken(): Promise<string> {
    return (await this.page.getByRole('status').textContent())?.trim() ?? '';
  }

  /** A computed style of the first element that a selector finds. */
  async styleOf(selector: string, property: string): Promise<string> {
    return this.page.evaluate<string>(
      `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`,
    );
  }

  async state(): Promise<unknown> {
    return this.page.evaluate('window.kept');
  }

  /** What stands in focus, as a screen reader would name it. */
  async focused(): Promise<string> {
    return this.page.evaluate<string>(`(() => {
      const { activeElement } = document;
      const named = activeElement.cloneNode(true);
      named.querySelectorAll('[aria-hidden]').forEach((hidden) => hidden.remove());
      return activeElement.getAttribute('aria-label') ?? activeElement.label ??
        named.textContent.trim().replaceAll(/\\s+/g, ' ');
    })()`);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

function vscodeStandIn(state: unknown): string {
  return `
    window.posted = [];
    window.kept = ${JSON.stringify(state) ?? 'undefined'};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.posted.push(structuredClone(message)),
      getState: () => window.kept,
      setState: (state) => { window.kept = state; },
    });
  `;
}

function themeScript(theme: Theme): string {
  const { bodyClass, background, tokens } = themeTokens(theme);
  return `
    document.body.classList.add(...${JSON.stringify(bodyClass.split(' '))});
    document.documentElement.style.background = ${JSON.stringify(background)};
    for (const [name, value] of Object.entries(${JSON.stringify(tokens)})) {
      document.documentElement.style.setProperty(name, value);
    }
  `;
}
