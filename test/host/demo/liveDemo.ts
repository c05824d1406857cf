import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScratchFolder } from '../../support/scratchFolder.ts';
import { BrowserHost } from '../browserHost.ts';
import { repositoryRoot } from '../cache.ts';
import { buildExtension } from '../extensionBuild.ts';
import {
  arrive,
  askAtTheLine,
  driveInTheSharedFile,
  endWithRecap,
  goOnWithout,
  startWithLiveShare,
} from './liveScenes.ts';
import { type LiveMode, LiveStage } from './liveStage.ts';

const announcements: Readonly<Record<LiveMode, string>> = {
  granted: 'Extensions have what Microsoft has to permit: Live Share carries the session.',
  notGranted: 'Extensions have no such permission: Live Share forwards a port of the session.',
};

/**
 * Plays a short paired session with Live Share's stand-in, where extensions are permitted and where they
 * are not, and leaves numbered pictures in `demo/live-share/`.
 *
 * @returns the exit code: 0 only if every step was seen in both windows.
 */
export async function playLiveDemo(): Promise<number> {
  console.log('Building Interpair…');
  await buildExtension();
  const folder = join(repositoryRoot, 'demo', 'live-share');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  console.log('Live Share is stood in for by an extension of the tests, between two windows here.');
  const played = [await play('granted', folder), await play('notGranted', folder)];
  console.log(`\nThe pictures are in ${folder}.`);
  return played.every(Boolean) ? 0 : 1;
}

async function play(mode: LiveMode, folder: string): Promise<boolean> {
  console.log(`\n${announcements[mode]}`);
  await using home = await ScratchFolder.make();
  await using host = await BrowserHost.start({ failures: join(folder, 'failed') });
  let stage: LiveStage | undefined;
  try {
    stage = await LiveStage.open(host, mode, folder, home.path);
    await startWithLiveShare(stage);
    await arrive(stage);
    await askAtTheLine(stage);
    await driveInTheSharedFile(stage);
    await goOnWithout(stage);
    await endWithRecap(stage);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stage?.failed();
    return false;
  }
}
