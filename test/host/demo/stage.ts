import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import { PairedWindow } from '../../support/pairedWindow.ts';
import type { BrowserHost } from '../browserHost.ts';
import { copySampleProject } from '../sampleProject.ts';
import type { Window } from '../window.ts';
import { Pictures, windowSize } from './pictures.ts';

/** The two people of the demo, their windows, and the folder that the pictures go to. */
export class Stage {
  readonly ada: PairedWindow;
  readonly grace: PairedWindow;
  /** Where the pictures and the recap go. */
  readonly folder: string;
  readonly #pictures: Pictures;

  private constructor(ada: Window, grace: Window, folder: string) {
    this.ada = new PairedWindow(ada);
    this.grace = new PairedWindow(grace);
    this.folder = folder;
    this.#pictures = new Pictures(folder);
  }

  /** Opens both windows, each on its own clone of the sample project below `projects`; terminals have `env`. */
  static async open(
    host: BrowserHost,
    folder: string,
    projects: string,
    env: NodeJS.ProcessEnv,
  ): Promise<Stage> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await shareProject(projects);
    const open = async (person: string, theme: 'dark' | 'light') => {
      const project = join(projects, person.toLowerCase());
      return host.open({
        person,
        folder: project,
        theme,
        size: windowSize,
        settings: {
          'interpair.displayName': person,
          'interpair.turn.minutes': turnMinutes,
          'interpair.handoff.git': 'wipCommit',
          'editor.minimap.enabled': false,
          'terminal.integrated.enablePersistentSessions': false,
          ...plainTerminal(env),
        },
      });
    };
    const [ada, grace] = await Promise.all([open('Ada', 'dark'), open('Grace', 'light')]);
    return new Stage(ada, grace, folder);
  }

  /** One numbered picture of both windows side by side, under a line that says what happens. */
  async picture(name: string, caption: string): Promise<void> {
    await this.#pictures.take(name, caption, [this.ada, this.grace]);
  }

  /** One more picture, of where it went no further. */
  async failed(): Promise<void> {
    await this.#pictures.takeAsIs('failed', 'Here it went no further.', [this.ada, this.grace]);
  }

  /** Copies files of a person's project beside the pictures, in folders as they were. */
  async keep(person: PairedWindow, ...files: readonly string[]): Promise<void> {
    for (const file of files) {
      const copy = join(this.folder, 'project', file);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(join(person.window.folder, file), copy);
    }
  }
}

/** Makes `ada` and `grace`, two clones of one repository, as two people have who share no editor. */
async function shareProject(projects: string): Promise<void> {
  const shared = join(projects, 'shared.git');
  await Clone.bare(shared);
  const folder = join(projects, 'ada');
  await copySampleProject(folder);
  const ada = await Clone.make(folder, 'Ada');
  await ada.git(['remote', 'add', 'origin', shared]);
  await ada.commitAll('Begin');
  await ada.push('origin', 'main');
  await Clone.make(join(projects, 'grace'), 'Grace', shared);
}

/** Short, so that its end is part of the demo. */
const turnMinutes = 5;

/** A shell without the person's own start-up files, which may put another Python first. */
function plainTerminal(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const settings = ['linux', 'osx'].flatMap((platform) => [
    [`terminal.integrated.env.${platform}`, env],
    [`terminal.integrated.profiles.${platform}`, { demo: { path: 'bash', args: ['--norc'] } }],
    [`terminal.integrated.defaultProfile.${platform}`, 'demo'],
  ]);
  return Object.fromEntries(settings);
}
