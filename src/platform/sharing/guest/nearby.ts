import * as vscode from 'vscode';
import { announcementPath } from '../../../protocol/announcementPath.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../util/disposable.ts';
import { lazy } from '../../../util/lazy.ts';
import type { LogChannel } from '../../logChannel.ts';
import { guestOf } from '../codeSharing.ts';
import type { Arrivals } from './arrivals.ts';

/**
 * Notices that there may be a session to find in the folders of this window: a partner's code, or a file in
 * one's own that announces one. Only then it loads what looks for it.
 */
export class Nearby implements Disposable {
  readonly #open: () => Promise<Arrivals>;
  readonly #log: Pick<LogChannel, 'note'>;
  readonly #disposables = new DisposableStore();
  #watchers = new DisposableStore();

  /** @param open makes what looks for sessions, which is disposed with this. */
  constructor(open: () => Promise<Arrivals>, log: Pick<LogChannel, 'note'>) {
    const { workspace, window } = vscode;
    this.#open = lazy(async () => this.#disposables.add(await open()));
    this.#log = log;
    this.#disposables.add(workspace.onDidChangeWorkspaceFolders(() => this.#follow()));
    this.#disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.#look()));
    // Some folders are not watched, as those that the settings leave out or that are on a network drive.
    this.#disposables.add(window.onDidChangeWindowState(({ focused }) => focused && this.#look()));
    this.#disposables.add(toDisposable(() => this.#watchers.dispose()));
    this.#follow();
  }

  /** What looks for sessions, if there may be one to find. */
  async arrivals(): Promise<Arrivals | undefined> {
    return (await isNear()) ? this.#open() : undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(): void {
    this.#watchers.dispose();
    this.#watchers = new DisposableStore();
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const pattern = new vscode.RelativePattern(uri, announcementPath);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
      this.#watchers.add(watcher);
      this.#watchers.add(watcher.onDidCreate(() => this.#look()));
      this.#watchers.add(watcher.onDidChange(() => this.#look()));
    }
    this.#look();
  }

  #look(): void {
    this.arrivals().then(
      (arrivals) => arrivals?.look(),
      (error: unknown) => this.#log.note('Looking for a session nearby', error),
    );
  }
}

async function isNear(): Promise<boolean> {
  const { workspace } = vscode;
  if (guestOf() !== undefined) {
    return true;
  }
  // Nothing is read in a workspace that is not trusted.
  const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
  const files = folders.map(({ uri }) => vscode.Uri.joinPath(uri, announcementPath));
  const there = files.map((file) =>
    workspace.fs.stat(file).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(there)).includes(true);
}
