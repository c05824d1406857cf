import { spawn } from 'node:child_process';
import { repositoryRoot } from './cache.ts';
import { firstSteps, type Partner } from './partner.ts';
import { Server } from './server.ts';

/** Always the same ports where they are free, so that a bookmark and the window's layout last. */
const firstPort = 18201;

/** Starts one server for each partner, prints their links, and stays until Ctrl+C. */
export async function openInBrowser(partners: readonly Partner[], show: boolean): Promise<void> {
  const links: string[] = [];
  for (const [index, { data, folder, settings }] of partners.entries()) {
    const server = await Server.start({
      data,
      folder,
      settings,
      extensions: [repositoryRoot],
      port: firstPort + index,
      marketplace: true,
    });
    links.push(server.url);
  }
  const lines = partners.map(({ label, name }, index) => `  ${label} (${name}): ${links[index]}`);
  console.log(
    [
      '',
      'Two windows are ready. Open each link in a browser window of its own:',
      ...lines,
      '',
      firstSteps(partners),
      'The links need no password and work on this machine only.',
    ].join('\n'),
  );
  if (show) links.forEach(showLink);
  // The servers keep this process alive; Ctrl+C ends them and it.
}

function showLink(url: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  // Nothing to open it with is no harm: the link is printed.
  child.on('error', () => undefined);
  child.unref();
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
