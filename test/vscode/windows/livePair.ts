import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrowserHost } from '../../host/browserHost.ts';
import { repositoryRoot } from '../../host/cache.ts';
import { buildTestExtension } from '../../host/testExtension.ts';
import type { Room, RoomSettings } from '../../support/live-share/room.ts';
import { LiveShareWindows } from '../../support/liveShareWindows.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { Probe, probeVariable } from '../../support/probe/probe.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';
import { Pair } from './pair.ts';
import { failures, useStory, type Windows } from './story.ts';

export interface LiveSettings {
  /** Whether the extensions have what Microsoft has to permit. */
  readonly mode: RoomSettings['mode'];
  /** What is odd about the Live Share of `Ada` or `Grace`. */
  readonly people?: RoomSettings['people'];
  /** VS Code's settings. */
  readonly ada?: Readonly<Record<string, unknown>>;
  readonly grace?: Readonly<Record<string, unknown>>;
  /** Environment of both extension hosts. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ada's folders, each with its files by name; one folder, `project`, by default. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Roots of the extensions in each window beside Live Share; Interpair by default. */
  readonly extensions?: readonly string[];
  /** Of both windows, in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/**
 * Ada with her code, and Grace, who arrives in it by Live Share: by its stand-in, so what this shows of
 * Live Share itself is what the stand-in's first lines say. A probe is in both windows.
 */
export class LivePair implements Windows {
  readonly ada: PairedWindow;
  /** Holds Ada's folders, by name. */
  readonly home: string;
  readonly #settings: LiveSettings;
  readonly #windows: LiveShareWindows;
  readonly #extensions: readonly string[];
  readonly #disposables: AsyncDisposableStack;
  #grace: PairedWindow | undefined;

  private constructor(
    settings: LiveSettings,
    ada: PairedWindow,
    parts: Parts,
    disposables: AsyncDisposableStack,
  ) {
    this.#settings = settings;
    this.ada = ada;
    this.home = parts.home;
    this.#windows = parts.windows;
    this.#extensions = parts.extensions;
    this.#disposables = disposables;
  }

  /** Opens Ada's window. Live Share is not on yet. */
  static async open(settings: LiveSettings): Promise<LivePair> {
    await using disposables = new AsyncDisposableStack();
    const { path: home } = disposables.use(await ScratchFolder.make());
    const extensions = [
      ...(settings.extensions ?? [repositoryRoot]),
      await buildTestExtension('probe'),
    ];
    const host = disposables.use(await BrowserHost.start({ failures }));
    const { mode, people = {} } = settings;
    const room = join(home, 'live-share');
    const windows = await LiveShareWindows.prepare(host, room, { mode, people });
    const parts = { home, windows, extensions };
    const folder = await makeFolders(home, settings.folders ?? { project: {} });
    const ada = await openWindow('Ada', folder, parts, settings);
    return new LivePair(settings, ada, parts, disposables.move());
  }

  /** The one in which the two meet. */
  get room(): Room {
    return this.#windows.room;
  }

  /** Ada starts Live Share, if it is not on. */
  async startLiveShare(): Promise<void> {
    await this.#windows.start(this.ada);
  }

  /** Ada ends Live Share for both. */
  async endLiveShare(): Promise<void> {
    await this.#windows.end(this.ada);
  }

  /** Opens what Ada shares in Grace's window, her first or the one she has, as a link of Live Share does. */
  async arrive(): Promise<PairedWindow> {
    const workspace = await this.#windows.sharedWorkspace();
    if (this.#grace === undefined) {
      const parts = { home: this.home, windows: this.#windows, extensions: this.#extensions };
      this.#grace = await openWindow('Grace', workspace, parts, this.#settings);
    } else {
      await this.#grace.window.open(workspace);
    }
    await this.#grace.window.until('the files that Ada shares', () =>
      this.probe('Grace').run(async ({ vscode }, expected) => {
        const { workspaceFile, workspaceFolders: [folder] = [], fs } = vscode.workspace;
        const isThere = workspaceFile?.fsPath === expected && folder !== undefined;
        return isThere && (await fs.stat(folder.uri)).type === vscode.FileType.Directory;
      }, workspace),
    );
    return this.#grace;
  }

  /** Once she has arrived. */
  get grace(): PairedWindow {
    assert.ok(this.#grace, 'Grace has not arrived yet.');
    return this.#grace;
  }

  /** Those who are there. */
  get both(): readonly PairedWindow[] {
    return this.#grace === undefined ? [this.ada] : [this.ada, this.#grace];
  }

  /** The two, once Grace has arrived; disposed with this. */
  get pair(): Pair {
    return new Pair([this.ada, this.grace], false, new AsyncDisposableStack());
  }

  /** The way into someone's extension host. */
  probe(person: 'Ada' | 'Grace'): Probe {
    return new Probe(probeIn(this.home, person));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposables.disposeAsync();
  }
}

/** Ada's window, and Grace's from when she has arrived, which the tests of a suite share as a story. */
export function useLivePair(settings: LiveSettings): () => LivePair {
  return useStory(() => LivePair.open(settings));
}

interface Parts {
  readonly home: string;
  readonly windows: LiveShareWindows;
  readonly extensions: readonly string[];
}

async function openWindow(
  person: 'Ada' | 'Grace',
  folder: string,
  { home, windows, extensions }: Parts,
  { ada, grace, env, size }: LiveSettings,
): Promise<PairedWindow> {
  return windows.open({
    ...{ person, folder, extensions },
    settings: { 'interpair.displayName': person, ...(person === 'Ada' ? ada : grace) },
    env: { ...env, [probeVariable]: probeIn(home, person) },
    ...(size === undefined ? {} : { size }),
  });
}

/** Returns what opens them: the one folder, or a workspace file of several. */
async function makeFolders(
  home: string,
  folders: NonNullable<LiveSettings['folders']>,
): Promise<string> {
  const paths = Object.keys(folders).map((name) => join(home, name));
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(join(home, folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(home, folder, name), text);
    }
  }
  const [first, ...others] = paths;
  assert.ok(first, 'Ada has a folder at least.');
  if (others.length === 0) {
    return first;
  }
  const workspace = join(home, 'ada.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: paths.map((path) => ({ path })) }));
  return workspace;
}

function probeIn(home: string, person: string): string {
  return join(home, `${person}.sock`);
}
