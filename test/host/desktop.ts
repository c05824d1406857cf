import { existsSync } from 'node:fs';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { cacheFolder, repositoryRoot } from './cache.ts';
import { capture } from './capture.ts';

/** The desktop VS Code that tests use: the version that the browser one is made of. */
export const desktopVersion = '1.139.1';

/** Which VS Code to use, and why. */
export type Host =
  | { readonly kind: 'desktop'; readonly executable: string; readonly why: string }
  | { readonly kind: 'browser'; readonly executable: string; readonly why: string };

/**
 * Chooses between desktop VS Code and the browser one. Nobody has to: INTERPAIR_HOST=desktop or
 * INTERPAIR_HOST=browser only overrides it. `executable` takes the flags of `code`.
 */
export async function chooseHost(use: 'tests' | 'people'): Promise<Host> {
  const chosen = process.env.INTERPAIR_HOST;
  if (chosen !== undefined && chosen !== 'desktop' && chosen !== 'browser') {
    throw new Error(`INTERPAIR_HOST is "${chosen}": set it to desktop or browser, or unset it.`);
  }
  const browser = (why: string): Host => {
    if (chosen === 'desktop') throw new Error(`Desktop VS Code can't be used: ${why}.`);
    const executable = join(repositoryRoot, 'test', 'host', 'code');
    return { kind: 'browser', executable, why };
  };
  if (chosen === 'browser') return browser('INTERPAIR_HOST asks for it');

  const display = displayFor(use);
  if (display === 'none') return browser('there is no display');
  const found = (use === 'people' ? installed() : undefined) ?? (await cached());
  const desktop = found ?? (await download());
  if (typeof desktop !== 'string') return browser(desktop.problem);
  const problem = await cantStart(desktop);
  if (problem !== undefined) return browser(problem);
  const executable = display === 'xvfb' ? await underXvfb(desktop) : desktop;
  return { kind: 'desktop', executable, why: found ? 'it is there' : 'it was downloaded' };
}

/** One line about the choice, for the terminal. */
export function describeHost({ kind, why }: Host): string {
  return kind === 'desktop'
    ? `Using desktop VS Code, because ${why}.`
    : `Using the browser VS Code, because ${why}.`;
}

/** Whether a window can be shown to the person at this machine. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function displayFor(use: 'tests' | 'people'): 'real' | 'xvfb' | 'none' {
  if (hasDisplay()) return 'real';
  return use === 'tests' && onPath('xvfb-run') !== undefined ? 'xvfb' : 'none';
}

/** A VS Code that the person has installed. */
function installed(): string | undefined {
  const local = process.env.LOCALAPPDATA ?? '';
  const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: ['/Applications/Visual Studio Code.app/Contents/MacOS/Electron'],
    win32: [join(local, 'Programs', 'Microsoft VS Code', 'Code.exe')],
    linux: ['/usr/share/code/code', '/opt/visual-studio-code/code'],
  };
  return places[process.platform]?.find((path) => existsSync(path));
}

/** The VS Code that an earlier run downloaded. */
async function cached(): Promise<string | undefined> {
  const names = await readdir(cacheFolder()).catch(() => []);
  const complete = names.some(
    (name) =>
      name.startsWith('vscode-') &&
      name.endsWith(`-${desktopVersion}`) &&
      existsSync(join(cacheFolder(), name, 'is-complete')),
  );
  return complete ? await fetchDesktop() : undefined;
}

async function download(): Promise<string | { readonly problem: string }> {
  try {
    await probe();
    console.log(`Downloading desktop VS Code ${desktopVersion} into the cache, once…`);
    return await fetchDesktop();
  } catch (error) {
    return { problem: `desktop VS Code can't be downloaded (${reasonOf(error)})` };
  }
}

/** Downloads VS Code, or finds it complete in the cache, and returns its executable. */
async function fetchDesktop(): Promise<string> {
  return await downloadAndUnzipVSCode({
    version: desktopVersion,
    cachePath: cacheFolder(),
    timeout: 20_000,
    reporter: new SilentReporter(),
  });
}

/** Fails within seconds where the download server can't be reached. */
async function probe(): Promise<void> {
  // Behind a proxy only the download itself, which knows proxies, can tell.
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) return;
  const signal = AbortSignal.timeout(4000);
  const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
    signal,
  });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer within 4 s';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Why an executable can't run here: on a bare Linux its libraries are often missing. */
async function cantStart(executable: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { output } = await capture('ldd', [executable]);
  const missing = /^\s*(\S+) => not found/m.exec(output)?.[1];
  return missing === undefined ? undefined : `desktop VS Code lacks the library ${missing} here`;
}

/** An executable that runs another one on a virtual display. */
async function underXvfb(executable: string): Promise<string> {
  const script = join(cacheFolder(), 'code-under-xvfb');
  await writeFile(script, `#!/bin/sh\nexec xvfb-run -a "${executable}" "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}
