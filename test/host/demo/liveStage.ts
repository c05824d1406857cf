import { join } from 'node:path';
import type { Quirks, RoomSettings } from '../../support/live-share/room.ts';
import { LiveShareWindows } from '../../support/liveShareWindows.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import type { BrowserHost, WindowOptions } from '../browserHost.ts';
import { copySampleProject } from '../sampleProject.ts';
import { type Absent, Pictures, windowSize } from './pictures.ts';

/** What Live Share lets extensions have, as the names of the pictures say it. */
export type LiveMode = RoomSettings['mode'];

const prefixes: Readonly<Record<LiveMode, string>> = {
  granted: 'granted-',
  notGranted: 'not-granted-',
};

const notes: Readonly<Record<LiveMode, string>> = {
  granted:
    'Live Share is stood in for by an extension of the tests. Here it grants Interpair a service.',
  notGranted:
    'Live Share is stood in for by an extension of the tests. Here it grants nothing but a port.',
};

/** One way each for the end of Live Share at a guest. */
const atTheEnd: Readonly<Record<LiveMode, Quirks>> = {
  granted: { staysOpen: true },
  notGranted: {},
};

const nobody: Absent = { person: 'Grace', because: 'Grace has no window open yet.' };

/** Ada, who has the code, and Grace, who comes to it by the stand-in for Live Share; and their pictures. */
export class LiveStage {
  readonly mode: LiveMode;
  readonly ada: PairedWindow;
  readonly #windows: LiveShareWindows;
  readonly #pictures: Pictures;
  #grace: PairedWindow | undefined;

  private constructor(
    mode: LiveMode,
    ada: PairedWindow,
    windows: LiveShareWindows,
    pictures: Pictures,
  ) {
    this.mode = mode;
    this.ada = ada;
    this.#windows = windows;
    this.#pictures = pictures;
  }

  /** Opens Ada's window on a copy of the sample project below `home`; pictures go to `folder`. */
  static async open(
    host: BrowserHost,
    mode: LiveMode,
    folder: string,
    home: string,
  ): Promise<LiveStage> {
    const people = { Grace: atTheEnd[mode] };
    const windows = await LiveShareWindows.prepare(host, join(home, 'room'), { mode, people });
    const project = join(home, 'project');
    await copySampleProject(project);
    const ada = await windows.open({ ...windowOf('Ada', mode), folder: project });
    return new LiveStage(mode, ada, windows, new Pictures(folder, prefixes[mode], notes[mode]));
  }

  /** Whether Grace's window keeps its folder when Live Share ends, though nothing can be read from it. */
  get keepsGracesFolder(): boolean {
    return atTheEnd[this.mode].staysOpen === true;
  }

  /** Once she has arrived. */
  get grace(): PairedWindow {
    if (this.#grace === undefined) {
      throw new Error('Grace has not arrived yet.');
    }
    return this.#grace;
  }

  /** Opens Grace's window on what Ada shares, as a link of Live Share does. */
  async arrive(): Promise<void> {
    const folder = await this.#windows.sharedWorkspace();
    this.#grace = await this.#windows.open({ ...windowOf('Grace', this.mode), folder });
  }

  /** Ada ends Live Share for both. */
  async endLiveShare(): Promise<void> {
    await this.#windows.end(this.ada);
  }

  /** One numbered picture of what both see, under a line that says what happens. */
  async picture(name: string, caption: string): Promise<void> {
    await this.#pictures.take(name, caption, [this.ada, this.#grace ?? nobody]);
  }

  /** One more picture, of where it went no further. */
  async failed(): Promise<void> {
    await this.#pictures.takeAsIs('failed', 'Here it went no further.', [
      this.ada,
      this.#grace ?? nobody,
    ]);
  }
}

/** Where Live Share tells the names, they stand in no settings. */
function windowOf(
  person: string,
  mode: LiveMode,
): Pick<WindowOptions, 'person' | 'theme' | 'size' | 'settings'> {
  return {
    person,
    theme: person === 'Ada' ? 'dark' : 'light',
    size: windowSize,
    settings: {
      'editor.minimap.enabled': false,
      ...(mode === 'granted' ? {} : { 'interpair.displayName': person }),
    },
  };
}
