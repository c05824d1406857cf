import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** How the parts of a window wait: until a condition holds, with a picture of what was there. */
export interface Patience {
  /**
   * Asks `look` until it returns something other than undefined or false. When it does not within
   * `timeoutMs`, throws an error that names `what`, says what was seen, and where the picture is.
   */
  until<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    options?: { readonly timeoutMs?: number; readonly seen?: () => Promise<unknown> },
  ): Promise<T>;
}

export const defaultTimeoutMs = 30_000;

/** The patience of one person's page; pictures of failures go to `failures` when it is given. */
export function patienceOf(page: Page, person: string, failures: string | undefined): Patience {
  return {
    async until(what, look, options = {}) {
      const { timeoutMs = defaultTimeoutMs, seen } = options;
      const deadline = Date.now() + timeoutMs;
      for (let last: unknown; ; ) {
        try {
          const found = await look();
          if (found !== undefined && found !== false) return found;
        } catch (error) {
          if (page.isClosed()) throw error;
          last = error;
        }
        if (Date.now() > deadline) {
          const instead = seen ? `; instead: ${JSON.stringify(await seen().catch(String))}` : '';
          const picture = await picturePath(page, person, what, failures);
          throw new Error(
            `${person} waited ${timeoutMs / 1000} s for ${what}${instead}${picture}`,
            {
              cause: last,
            },
          );
        }
        await delay(50);
      }
    },
  };
}

async function picturePath(
  page: Page,
  person: string,
  what: string,
  folder: string | undefined,
): Promise<string> {
  if (folder === undefined) return '';
  await mkdir(folder, { recursive: true });
  const name = `${person}-${what}`.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  const path = join(folder, `${name}.png`);
  const taken = await page.screenshot({ path }).catch(() => undefined);
  return taken ? `; picture: ${path}` : '';
}

/** Whether `text` is `pattern`, or matches it. */
export function matches(text: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? text === pattern : pattern.test(text);
}
