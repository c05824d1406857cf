import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { PastSession } from './listRecords.ts';
import { recordFolderPath } from './recordFolder.ts';
import type { RecordHead } from './recordHead.ts';

/** How a past session presents itself; of a damaged file little is known. */
export type PastSessionHead = PastSession & RecordHead;

/** The sessions whose records are in the record folder of this window, of which there may be hundreds. */
export class PastSessions implements Disposable {
  readonly #storage: vscode.Uri;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  /** Of files by their path, until one of them comes, changes or goes. */
  #heads = new Map<string, Promise<RecordHead>>();
  #listed: Promise<readonly PastSession[]> | undefined;
  #watched: { readonly folder: string; readonly watcher: Disposable } | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(storage: vscode.Uri) {
    this.#storage = storage;
    const moved = () => this.refresh();
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(moved));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(moved));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('interpair.journal.folder')) {
          this.refresh();
        }
      }),
    );
  }

  /** @throws {HumanError} if the setting points out of the workspace folder. */
  get folder(): string {
    return recordFolderPath(this.#storage);
  }

  /**
   * All of them, the newest first.
   *
   * @throws {HumanError} if the setting points out of the workspace folder.
   */
  list(): Promise<readonly PastSession[]> {
    this.#watch(this.folder);
    this.#listed ??= listed(this.folder).catch((error: unknown) => {
      this.#listed = undefined;
      throw error;
    });
    return this.#listed;
  }

  /**
   * The one of that name, also where nobody has told yet that it came; `undefined` if it is not there.
   *
   * @throws {HumanError} if the setting points out of the workspace folder.
   */
  async find(name: string): Promise<PastSession | undefined> {
    this.#listed = undefined;
    return (await this.list()).find((past) => past.name === name);
  }

  /** What stands at the top of a session's files; read once. */
  async head(past: PastSession): Promise<PastSessionHead> {
    const file = past.recap ?? past.log ?? past.name;
    let head = this.#heads.get(file);
    if (head === undefined) {
      head = import('./recordHead.ts').then(({ readRecordHead }) => readRecordHead(past));
      this.#heads.set(file, head);
    }
    return { ...past, ...(await head) };
  }

  /** Looks again, as after a recap was written here. */
  refresh(): void {
    this.#heads = new Map();
    this.#listed = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#watched?.watcher.dispose();
    this.#disposables.dispose();
  }

  #watch(folder: string): void {
    if (this.#watched?.folder === folder || this.#disposables.isDisposed) {
      return;
    }
    this.#watched?.watcher.dispose();
    const store = new DisposableStore();
    // Every entry of a running session changes its log; what names the session stands at its top.
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '*.{md,jsonl}');
    const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern, false, true));
    store.add(watcher.onDidCreate(() => this.refresh()));
    store.add(watcher.onDidDelete(() => this.refresh()));
    this.#watched = { folder, watcher: store };
  }
}

async function listed(folder: string): Promise<readonly PastSession[]> {
  const { listRecords } = await import('./listRecords.ts');
  return listRecords(folder);
}
