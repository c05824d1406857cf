import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BrowserHost } from '../../host/browserHost.ts';
import { PairedWindow } from '../../support/pairedWindow.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';
import { failures, useStory } from './story.ts';

const lineSchema = v.object({
  event: v.looseObject({ type: v.string() }),
});
export type JournalEvent = v.InferOutput<typeof lineSchema>['event'];

export interface PairSettings {
  readonly ada?: Readonly<Record<string, unknown>>;
  readonly grace?: Readonly<Record<string, unknown>>;
  /** Files in both projects, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the two work in one folder, as at one remote machine; otherwise each has their own. */
  readonly sameFolder?: boolean;
  /** Makes more of the projects before they are opened: the folders `ada` and `grace` in the one given. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** Of both windows, in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Ada and Grace, each at a window of their own with a project of their own. */
export class Pair implements AsyncDisposable {
  readonly ada: PairedWindow;
  readonly grace: PairedWindow;
  readonly #sameFolder: boolean;
  readonly #disposables: AsyncDisposableStack;

  /** @param disposables goes with the two. */
  constructor(
    [ada, grace]: readonly [PairedWindow, PairedWindow],
    sameFolder: boolean,
    disposables: AsyncDisposableStack,
  ) {
    this.ada = ada;
    this.grace = grace;
    this.#sameFolder = sameFolder;
    this.#disposables = disposables;
  }

  static async open({ ada, grace, files, sameFolder, prepare, size }: PairSettings): Promise<Pair> {
    await using disposables = new AsyncDisposableStack();
    const scratch = disposables.use(await ScratchFolder.make());
    await prepare?.(scratch.path);
    const host = disposables.use(await BrowserHost.start({ failures }));
    const open = async (person: string, settings: PairSettings['ada']) => {
      const folder = join(scratch.path, sameFolder ? 'both' : person.toLowerCase());
      await mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(files ?? {})) {
        await writeFile(join(folder, name), text);
      }
      const window = await host.open({
        person,
        folder,
        settings: { 'interpair.displayName': person, ...settings },
        ...(size === undefined ? {} : { size }),
      });
      return new PairedWindow(window);
    };
    const people = await Promise.all([open('Ada', ada), open('Grace', grace)]);
    return new Pair(people, sameFolder === true, disposables.move());
  }

  /**
   * One of the two starts, the other joins, by the offer where they work in one folder. Returns the invite as
   * it was on the clipboard.
   */
  async startTogether(hypothesis: string, starting = this.ada): Promise<string> {
    const joining = this.otherThan(starting);
    await starting.startSession(hypothesis);
    const invite = await starting.window.readClipboard();
    await (this.#sameFolder ? joining.takeOffer(starting.window.person) : joining.join(invite));
    await starting.letIn(joining.window.person);
    await joining.waitForRole('Navigator');
    await starting.waitForRole('Driver');
    return invite;
  }

  /** One of the two ends the session; both are out of it afterwards, and their notices are gone. */
  async end(ending = this.ada): Promise<void> {
    // VS Code shows three toasts at a time; a fourth would be missed.
    await this.closeNotifications();
    await ending.window.runCommand('Interpair: End Session');
    await ending.window.notifications.waitForDialog(/End the session for everyone/);
    await ending.window.notifications.clickDialog('End now');
    for (const { window } of [this.ada, this.grace]) {
      await window.statusBar.waitFor(/^Interpair$/);
      await window.notifications.waitFor(
        /^The session has ended; its (?:recap is in|record is with) /,
      );
      const shown = await window.notifications.shown();
      assert.deepEqual(
        shown.filter(({ severity }) => severity !== 'info'),
        [],
      );
    }
    await this.closeNotifications();
  }

  async closeNotifications(): Promise<void> {
    await this.ada.closeNotifications();
    await this.grace.closeNotifications();
  }

  get both(): readonly PairedWindow[] {
    return [this.ada, this.grace];
  }

  /** Waits until the session's tree has these rows in both windows. */
  async bothShow(...rows: readonly RegExp[]): Promise<void> {
    for (const { window } of this.both) {
      for (const row of rows) {
        await window.views.waitForTreeRow('Session', row);
      }
    }
  }

  otherThan(person: PairedWindow): PairedWindow {
    return person === this.ada ? this.grace : this.ada;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposables.disposeAsync();
  }
}

/** Ada's and Grace's windows, which the tests of a suite share as a story. */
export function usePair(settings: PairSettings = {}): () => Pair {
  return useStory(() => Pair.open(settings));
}

/** The paths of a person's records that end in `ending`, in the order in which they were written. */
export async function recordPaths(
  { window }: PairedWindow,
  ending: '.jsonl' | '.md',
): Promise<readonly string[]> {
  const folder = join(window.folder, '.interpair', 'sessions');
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(ending))
      .map(async (name) => {
        const path = join(folder, name);
        return { path, written: (await stat(path)).mtimeMs };
      }),
  );
  return files.sort((one, other) => one.written - other.written).map(({ path }) => path);
}

/** The events in the newest journal of the person who started a session. */
export async function journalOf(starter: PairedWindow): Promise<readonly JournalEvent[]> {
  const path = (await recordPaths(starter, '.jsonl')).at(-1);
  assert.ok(path, `${starter.window.person} has no journal.`);
  const lines = (await readFile(path, 'utf8')).split('\n').slice(1, -1);
  return lines.map((line) => v.parse(lineSchema, JSON.parse(line)).event);
}

/** How many turns have been started in the newest session of a person. */
export async function turnsOf(starter: PairedWindow): Promise<number> {
  return (await journalOf(starter)).filter(({ type }) => type === 'turnStarted').length;
}
