import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Clone } from '../../support/clone.ts';
import { PairedWindow } from '../../support/pairedWindow.ts';
import type { BrowserHost } from '../browserHost.ts';
import { copySampleProject } from '../sampleProject.ts';
import type { Window } from '../window.ts';

/** The two people of the demo, their windows, and the folder that the pictures go to. */
export class Stage {
  readonly ada: PairedWindow;
  readonly grace: PairedWindow;
  /** Where the pictures and the recap go. */
  readonly folder: string;
  #pictures = 0;

  private constructor(ada: Window, grace: Window, folder: string) {
    this.ada = new PairedWindow(ada);
    this.grace = new PairedWindow(grace);
    this.folder = folder;
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
        size: { width: 1120, height: 840 },
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
    this.#pictures++;
    const number = String(this.#pictures).padStart(2, '0');
    console.log(`${number}  ${caption}`);
    await this.#justTicked();
    const shots = await Promise.all(
      [this.ada, this.grace].map(async ({ window }) => {
        const png = await window.page.screenshot();
        return { person: window.person, source: `data:image/png;base64,${png.toString('base64')}` };
      }),
    );
    const browser = this.ada.window.page.context().browser();
    if (browser === null) {
      throw new Error('The browser of the demo is gone.');
    }
    const page = await browser.newPage({ viewport: { width: 2296, height: 940 } });
    try {
      await page.setContent(pictureHtml(`${this.#pictures}. ${caption}`, shots));
      await page.screenshot({ path: join(this.folder, `${number}-${name}.png`), fullPage: true });
    } finally {
      await page.close();
    }
  }

  /** Where a clock runs, waits until it has just moved, so that both pictures show the same time. */
  async #justTicked(): Promise<void> {
    const before = await this.ada.roleAndClock();
    if (before !== undefined) {
      await this.ada.window.until('the clock to move', async () => {
        return (await this.ada.roleAndClock())?.clock !== before.clock;
      });
    }
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

interface Shot {
  readonly person: string;
  readonly source: string;
}

function pictureHtml(caption: string, shots: readonly Shot[]): string {
  const figures = shots.map(
    ({ person, source }) =>
      `<figure><figcaption>${escaped(person)}</figcaption><img src="${source}"></figure>`,
  );
  return `<!DOCTYPE html><style>
    body { margin: 16px; background: #f4f4f2; color: #222; font: 24px/1.4 sans-serif; }
    p { margin: 0 0 12px; }
    main { display: flex; gap: 16px; }
    figure { margin: 0; }
    figcaption { font-size: 16px; color: #555; margin-bottom: 4px; }
    img { display: block; border: 1px solid #999; }
  </style><p>${escaped(caption)}</p><main>${figures.join('')}</main>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
