import { homedir } from 'node:os';
import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { Millis } from '../../core/time.ts';
import { decodeDeck, MOST_DECK_SIZE, tooLarge } from '../../questions/decodeDeck.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { reasonOf } from '../../util/humanError.ts';
import { lazy } from '../../util/lazy.ts';
import { err, type Result } from '../../util/result.ts';
import { Later } from '../later.ts';
import { settings } from '../settings.ts';
import { diskPath } from './diskPath.ts';
import { leadsOut } from './leadsOut.ts';

/** What other programs write in one go is read once, this long after the last of it. */
const rest: Millis = 100;

/** A file that holds a deck, or should. */
export interface TeamDeck {
  readonly uri: vscode.Uri;
  /** What people call it: relative to the workspace folder where it is in one. Unique. */
  readonly path: string;
  /** Its text as it was saved, or a sentence that says why it can't be read. */
  readonly text: Result<string, string>;
}

/** What was found where a team's decks may be. */
export interface TeamFiles {
  readonly decks: readonly TeamDeck[];
  /** What the setting names and is not there, as it is written there. */
  readonly missing: readonly string[];
}

/** A file or a folder where decks may be. */
interface DeckPlace {
  readonly uri: vscode.Uri;
  /** As the setting names it; absent for the folder that every workspace folder may have. */
  readonly entry?: string;
}

/**
 * The files of a team's decks: those in `.interpair/questions` of each workspace folder, by name, and then
 * those that the setting `interpair.questions.decks` names, in its order. Read when they are asked for.
 */
export class TeamDecks implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  #watchers = new DisposableStore();
  #places: readonly DeckPlace[] = [];
  #files = this.#readLater();
  readonly #written = this.#disposables.add(new Later(() => this.#changed()));

  /** A deck was saved, made or deleted, or there are other places to look at. */
  readonly onDidChange = this.#onDidChange.event;

  constructor() {
    const { workspace } = vscode;
    const elsewhere = () => {
      this.#watchPlaces();
      this.#changed();
    };
    this.#disposables.add(workspace.onDidChangeWorkspaceFolders(elsewhere));
    this.#disposables.add(workspace.onDidGrantWorkspaceTrust(elsewhere));
    this.#disposables.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('interpair.questions.decks')) {
          elsewhere();
        }
      }),
    );
    this.#disposables.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.isDeck(uri)) {
          this.#changed();
        }
      }),
    );
    this.#disposables.add(toDisposable(() => this.#watchers.dispose()));
    this.#watchPlaces();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Whether a file is a deck by its place, whatever it holds. */
  isDeck(uri: vscode.Uri): boolean {
    const [own, folder] = [uri.toString(), parentOf(uri).toString()];
    return this.#places.some(({ uri: place }) => {
      const there = place.toString();
      return there === own || (there === folder && isYaml(uri.path));
    });
  }

  /** Every deck, read or with the reason why it can't be. */
  files(): Promise<TeamFiles> {
    return this.#files();
  }

  #readLater(): () => Promise<TeamFiles> {
    return lazy(() => readPlaces(this.#places));
  }

  #changed(): void {
    this.#written.cancel();
    this.#files = this.#readLater();
    this.#onDidChange.fire();
  }

  #watchPlaces(): void {
    this.#watchers.dispose();
    this.#watchers = new DisposableStore();
    this.#places = placesOfDecks();
    for (const { uri, entry } of this.#places) {
      if (entry === undefined) {
        // A folder that goes takes its files with it, without a word about them.
        const root = vscode.Uri.joinPath(uri, '..', '..');
        this.#watch(root, '.interpair');
        this.#watch(root, '.interpair/questions');
        this.#watch(root, '.interpair/questions/*');
      } else {
        this.#watch(parentOf(uri), '*');
        this.#watch(uri, '*');
      }
    }
  }

  #watch(folder: vscode.Uri, glob: string): void {
    const pattern = new vscode.RelativePattern(folder, glob);
    const watcher = this.#watchers.add(vscode.workspace.createFileSystemWatcher(pattern));
    const later = (uri: vscode.Uri) => {
      if (this.isDeck(uri) || this.#leadsToDecks(uri)) {
        this.#written.in(rest);
      }
    };
    this.#watchers.add(watcher.onDidCreate(later));
    this.#watchers.add(watcher.onDidDelete(later));
    this.#watchers.add(watcher.onDidChange((uri) => this.isDeck(uri) && later(uri)));
  }

  #leadsToDecks(uri: vscode.Uri): boolean {
    const start = `${uri.toString()}/`;
    return this.#places.some(({ uri: place }) => `${place.toString()}/`.startsWith(start));
  }
}

function placesOfDecks(): readonly DeckPlace[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const own = folders.map((folder) => ({
    uri: vscode.Uri.joinPath(folder, '.interpair', 'questions'),
  }));
  const scopes = folders.length > 0 ? folders : [undefined];
  const named = scopes.flatMap((folder) =>
    settings.decks(folder).flatMap((entry) => {
      const uri = uriOf(entry, folder);
      return uri === undefined ? [] : [{ uri, entry }];
    }),
  );
  return [...own, ...named];
}

/** @returns undefined for what is relative to a folder where none is open. */
function uriOf(entry: string, folder: vscode.Uri | undefined): vscode.Uri | undefined {
  const path = diskPath(entry, homedir());
  return path === undefined
    ? folder && vscode.Uri.joinPath(folder, ...entry.split(sep))
    : vscode.Uri.file(path);
}

async function readPlaces(places: readonly DeckPlace[]): Promise<TeamFiles> {
  const decks = new Map<string, TeamDeck>();
  // Relative to several folders, it is enough that one of them has it.
  const notThere = new Set<string>();
  const there = new Set<string>();
  const paths = new Set<string>();
  for (const { uri: place, entry } of places) {
    const found = await decksAt(place, entry !== undefined);
    if (entry !== undefined) {
      (found === undefined ? notThere : there).add(entry);
    }
    for (const uri of found ?? []) {
      const text = decks.has(uri.toString()) ? undefined : await read(uri);
      if (text !== undefined) {
        const relative = vscode.workspace.asRelativePath(uri);
        const own = paths.has(relative) ? uri.toString(true) : relative;
        paths.add(own);
        decks.set(uri.toString(), { uri, path: own, text });
      }
    }
  }
  return {
    decks: [...decks.values()],
    missing: [...notThere].filter((entry) => !there.has(entry)),
  };
}

/** The files at a place in the order of their names; undefined if nothing is there. */
async function decksAt(
  place: vscode.Uri,
  mayBeFile: boolean,
): Promise<readonly vscode.Uri[] | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(place);
    if ((type & vscode.FileType.Directory) === 0) {
      return mayBeFile ? [place] : undefined;
    }
    const names = (await vscode.workspace.fs.readDirectory(place))
      .filter(([name, kind]) => isYaml(name) && (kind & vscode.FileType.Directory) === 0)
      .map(([name]) => name);
    return names.sort().map((name) => vscode.Uri.joinPath(place, name));
  } catch (error) {
    return isNotFound(error) ? undefined : [place];
  }
}

/** @returns undefined if it was deleted meanwhile. */
async function read(uri: vscode.Uri): Promise<Result<string, string> | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) {
      // Of a pipe or a device the end may never come.
      return err('This is no ordinary file: write a deck in a file of its own.');
    }
    if (size > MOST_DECK_SIZE) {
      return err(tooLarge);
    }
    if (!vscode.workspace.isTrusted && (await isLinkOut(uri))) {
      return err('This is a link out of a folder that you do not trust: trust the folder first.');
    }
    return decodeDeck(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return isNotFound(error)
      ? undefined
      : err(`The file can't be read (${reasonOf(error)}): make it readable.`);
  }
}

async function isLinkOut(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  return folder?.scheme === 'file' && leadsOut(folder.fsPath, uri.fsPath);
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof vscode.FileSystemError &&
    ['FileNotFound', 'FileNotADirectory'].includes(error.code)
  );
}

function parentOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
