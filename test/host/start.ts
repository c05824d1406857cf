// `npm start`: two people's VS Code windows with Interpair, on copies of the sample project.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cache.ts';
import { closeEverything, closeOnSignal, interrupted } from './closeOnSignal.ts';
import { chooseHost, describeHost, hasDisplay } from './desktop.ts';
import { buildExtension } from './extensionBuild.ts';
import type { Partner } from './partner.ts';
import { copySampleProject } from './sampleProject.ts';
import { openInBrowser } from './startInBrowser.ts';
import { openOnDesktop } from './startOnDesktop.ts';

const usage =
  'npm start takes --demo (play a session by itself), --demo --live-share (play one over the stand-in for Live Share) or --fresh (discard your changes).';

try {
  await main();
} catch (error) {
  await interrupted();
  await closeEverything();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.demo) {
    process.exitCode = flags.liveShare
      ? await (await import('./demo/liveDemo.ts')).playLiveDemo()
      : await (await import('./demo/demo.ts')).playDemo();
    return;
  }
  console.log('Building Interpair…');
  await buildExtension();
  const host = await chooseHost('people');
  console.log(describeHost(host));
  const partners = [
    await prepare('Partner A', 'Ada', flags.fresh),
    await prepare('Partner B', 'Grace', flags.fresh),
  ];
  if (host.kind === 'desktop') await openOnDesktop(host.executable, partners);
  else await openInBrowser(partners, hasDisplay());
}

function readFlags(): { demo: boolean; liveShare: boolean; fresh: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { demo: flag, 'live-share': flag, fresh: flag } });
    const { demo, 'live-share': liveShare, fresh } = values;
    if (liveShare && !demo) {
      throw new Error("'--live-share' goes with --demo.");
    }
    return { demo, liveShare, fresh };
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new Error(`${problem}: ${usage}`);
  }
}

/** The person's project is kept from run to run; the settings of VS Code are not. */
async function prepare(label: string, name: string, fresh: boolean): Promise<Partner> {
  const folder = join(cacheFolder(), 'start', label.toLowerCase().replace(' ', '-'));
  if (fresh) await rm(folder, { recursive: true, force: true });
  const kept = !(await copySampleProject(folder));
  const data = await mkdtemp(join(tmpdir(), 'ip-'));
  closeOnSignal(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
  return { label, name, folder, kept, data, settings: { 'interpair.displayName': name } };
}
