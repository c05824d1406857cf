import * as vscode from 'vscode';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { SessionNode } from './sessionTree.ts';
import { treeItem } from './treeItem.ts';

/** The tree view of the running session; its welcome stands in package.json. */
export class SessionView implements vscode.TreeDataProvider<SessionNode>, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #sessions: Sessions;
  readonly #view: vscode.TreeView<SessionNode>;
  readonly #past: PastSessions;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: Sessions, past: PastSessions) {
    this.#sessions = sessions;
    this.#past = past;
    this.#disposables.add(past.onDidChange(() => this.#changed.fire()));
    this.#disposables.add(sessions.onDidChange(() => this.#changed.fire()));
    this.#disposables.add(settings.onDidChangeShowsShares(() => this.#changed.fire()));
    this.#view = this.#disposables.add(
      vscode.window.createTreeView('interpair.session', { treeDataProvider: this }),
    );
    this.#disposables.add(
      this.#view.onDidExpandElement(({ element }) => {
        if (element.grows) {
          this.#changed.fire();
        }
      }),
    );
  }

  set badge(badge: vscode.ViewBadge | undefined) {
    this.#view.badge = badge;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async getChildren(node?: SessionNode): Promise<SessionNode[]> {
    const { rowsUnder, viewRows } = await import('./viewRows.ts');
    const { active } = this.#sessions;
    const rows =
      node === undefined ? viewRows(active, this.#past) : rowsUnder(node, active, this.#past);
    return [...(await rows)];
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    return treeItem(node);
  }
}
