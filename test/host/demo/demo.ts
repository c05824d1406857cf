import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join as joinPath } from 'node:path';
import { preparePython } from '../../science/environment.ts';
import { BrowserHost } from '../browserHost.ts';
import { cacheFolder, repositoryRoot } from '../cache.ts';
import { buildExtension } from '../extensionBuild.ts';
import { attention, probeAndGradient, sanityCheck } from './codeScenes.ts';
import { answer, ask } from './questionScenes.ts';
import { askAboutCode, chooseAgenda, find, giveUp, read } from './recordScenes.ts';
import { end, extend, join, reload, start, swap } from './sessionScenes.ts';
import { Stage } from './stage.ts';

/** The Python of the tests first on PATH, offline, and with pictures as files. */
async function pythonEnvironment(): Promise<NodeJS.ProcessEnv> {
  // Not the one with torchvision, which only the tests can import beside a torch for the CPU.
  const requirements = joinPath(repositoryRoot, 'test', 'science', 'requirements.hooked.txt');
  const python = await preparePython(cacheFolder(), requirements);
  return {
    PATH: `${dirname(python)}${delimiter}${process.env.PATH ?? ''}`,
    PYTHONPATH: joinPath(repositoryRoot, 'test', 'host', 'demo'),
    PS1: '$ ',
    PYTHONDONTWRITEBYTECODE: '1',
    MPLBACKEND: 'module://save_figures',
    HF_HUB_OFFLINE: '1',
    // The models are tiny: threads would only wait for each other.
    OMP_NUM_THREADS: '1',
  };
}

/**
 * Plays a whole paired session in two real windows, through what is on screen alone, and leaves
 * numbered pictures and the recap in `demo/`.
 *
 * @returns the exit code: 0 only if every step was seen in both windows.
 */
export async function playDemo(): Promise<number> {
  console.log('Building Interpair…');
  await buildExtension();
  const folder = joinPath(repositoryRoot, 'demo');
  const projects = await mkdtemp(joinPath(tmpdir(), 'interpair-demo-'));
  await using host = await BrowserHost.start({ failures: joinPath(folder, 'failed') });
  let stage: Stage | undefined;
  try {
    console.log('Opening two windows…');
    stage = await Stage.open(host, folder, projects, await pythonEnvironment());
    const invite = await start(stage);
    await join(stage, invite);
    await chooseAgenda(stage);
    await attention(stage);
    const question = await ask(stage);
    const finding = await sanityCheck(stage);
    await answer(stage, question, finding);
    await askAboutCode(stage);
    await find(stage);
    await read(stage);
    await swap(stage);
    await extend(stage);
    await probeAndGradient(stage);
    await giveUp(stage);
    await reload(stage);
    await end(stage);
    console.log(`The pictures are in ${folder}.`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stage?.failed();
    return 1;
  } finally {
    await rm(projects, { recursive: true, force: true });
  }
}
