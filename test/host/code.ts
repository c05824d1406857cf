// Takes the flags of desktop VS Code's `code` executable and runs extension tests in code-server
// with a headless browser instead. Its exit code is the tests'.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { repositoryRoot } from './cache.ts';
import { launchChromium } from './chromium.ts';
import { closeOnSignal, interrupted } from './closeOnSignal.ts';
import { Server } from './server.ts';

const startTimeoutMs = 120_000;
const mark = `console ${process.pid}: `;

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
  },
  allowPositionals: true,
  // The other flags of `code` mean nothing here.
  strict: false,
});

try {
  process.exitCode = await run();
} catch (error) {
  // After Ctrl+C the page goes away under our feet: the process is ending already.
  await interrupted();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const tests = values.extensionTestsPath;
  if (typeof tests !== 'string') {
    console.error('This launcher only runs tests: give it --extensionTestsPath=FILE.');
    return 2;
  }
  // A folder of its own rather than --user-data-dir, whose path may be too long for a socket.
  const data = await mkdtemp(join(tmpdir(), 'ip-'));
  await using cleanup = new AsyncDisposableStack();
  const removeData = () => rm(data, { recursive: true, force: true, maxRetries: 5 });
  cleanup.adopt(closeOnSignal(removeData), async (forget) => {
    forget();
    await removeData();
  });
  const server = await Server.start({
    data,
    env: { INTERPAIR_TESTS_PATH: resolve(tests), INTERPAIR_CONSOLE_MARK: mark },
    developmentPayload: true,
    endsWhenIdle: true,
  });
  cleanup.use(server);
  const browser = await launchChromium();
  cleanup.adopt(
    closeOnSignal(() => browser.close()),
    async (forget) => {
      forget();
      await browser.close();
    },
  );
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return await exitCodeOf(await context.newPage(), address(server));
}

function address(server: Server): string {
  const remote = (path: string): string => `vscode-remote://remote${resolve(path)}`;
  const payload = [
    ...(values.extensionDevelopmentPath ?? []).map((path) => [
      'extensionDevelopmentPath',
      remote(String(path)),
    ]),
    ['extensionTestsPath', remote(join(repositoryRoot, 'test', 'host', 'markedConsole.cjs'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  const folder = positionals[0];
  if (folder === undefined) query.set('ew', 'true');
  else query.set('folder', resolve(folder));
  return `${server.url}?${query.toString()}`;
}

/** Streams the extension host's console until the tests' `run()` settles. */
async function exitCodeOf(page: Page, url: string): Promise<number> {
  await page.exposeFunction('codeAutomationLog', (kind: string, args: unknown[]) => {
    const text = format(...args);
    const print = kind === 'error' || kind === 'warn' ? console.error : console.log;
    if (text.startsWith(mark)) print(text.slice(mark.length));
    else if (kind === 'error') print(text);
  });
  return await new Promise((resolve, reject) => {
    page.on('crash', () => reject(new Error('The browser page crashed while the tests ran.')));
    page.on('close', () => reject(new Error('The browser closed while the tests ran.')));
    page
      .exposeFunction('codeAutomationExit', (code: number) => resolve(code))
      .then(() => start(page, url))
      .catch(reject);
  });
}

/** Without this a workbench that never comes up would hang; tests have time limits of their own. */
async function start(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(
    () => performance.getEntriesByName('code/didLoadExtensions').length > 0,
    undefined,
    { timeout: startTimeoutMs },
  );
}
