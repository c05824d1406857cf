import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { cacheFolder, repositoryRoot } from './cache.ts';
import { capture } from './capture.ts';
import { canInstallDebianPackages, installDebianPackages } from './debianPackages.ts';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

const applications: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    if (folder === undefined) return [];
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

/** Quiet, and able to run as root in a container. */
const flags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts headless Chromium. The caller closes it, on signals too. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await ensureChromium();
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath,
    args: [...flags],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * The path of a Chromium or Chrome: CHROME_PATH, one that is installed, or one that is installed
 * now. Throws one sentence that says how to get one.
 */
export async function ensureChromium(): Promise<string> {
  const found = await findChromium();
  if (found !== undefined) return found;
  const attempt = canInstallDebianPackages() ? debianChromium : downloadedChromium;
  const why = await attempt();
  const installed = await findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    `No Chromium was found, and installing one failed (${why}): install Chromium or Chrome, ` +
      'or set CHROME_PATH to one.',
  );
}

async function findChromium(): Promise<string | undefined> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which does not exist: correct it or unset it.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = commands.flatMap((name) => folders.map((folder) => join(folder, name)));
  const known = [...onPath, ...(applications[process.platform] ?? [])];
  return known.find((path) => existsSync(path)) ?? (await playwrightChromium());
}

/** The path of the Chromium that playwright would download, when it is there. */
async function playwrightChromium(): Promise<string | undefined> {
  process.env.PLAYWRIGHT_BROWSERS_PATH ??= join(cacheFolder(), 'browsers');
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

async function debianChromium(): Promise<string> {
  try {
    // A container often has no fonts, and the workbench in screenshots would be all boxes.
    await installDebianPackages(['chromium', 'fonts-dejavu-core', 'fonts-liberation']);
    return 'it is still not on PATH';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function downloadedChromium(): Promise<string> {
  console.log('Downloading Chromium, once…');
  const cli = join(repositoryRoot, 'node_modules', 'playwright-core', 'cli.js');
  const { code, output } = await capture(process.execPath, [cli, 'install', 'chromium'], {
    timeoutMs: 300_000,
  });
  if (code === 0) return 'the download is incomplete';
  const lines = output.trim().split('\n');
  return (lines.find((line) => line.includes('Error')) ?? lines.at(-1) ?? '').trim();
}
