import * as vscode from 'vscode';
import { sessionOf } from '../../platform/activeSession.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { Sessions } from '../../platform/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { type SessionNode, sessionTree } from './sessionTree.ts';

/** The tree view of the running session; its welcome stands in package.json. */
export class SessionView implements vscode.TreeDataProvider<SessionNode>, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #sessions: Sessions;
  readonly #view: vscode.TreeView<SessionNode>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#disposables.add(sessions.onDidChange(() => this.#changed.fire()));
    this.#view = this.#disposables.add(
      vscode.window.createTreeView('interpair.session', { treeDataProvider: this }),
    );
  }

  set badge(badge: vscode.ViewBadge | undefined) {
    this.#view.badge = badge;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  getChildren(node?: SessionNode): SessionNode[] {
    if (node !== undefined) {
      return [...(node.children ?? [])];
    }
    const { active } = this.#sessions;
    return active === undefined ? [] : [...sessionTree(sessionOf(active), active.me, clockTime)];
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    const item = new vscode.TreeItem(
      node.label,
      node.children === undefined
        ? vscode.TreeItemCollapsibleState.None
        : vscode.TreeItemCollapsibleState.Expanded,
    );
    item.id = node.id;
    item.tooltip = node.label;
    if (node.description !== undefined) {
      item.description = node.description;
    }
    if (node.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(node.icon);
    }
    if (node.participant !== undefined) {
      item.contextValue = 'removable';
    }
    if (node.place !== undefined) {
      item.command = { command: 'interpair.openPlace', title: 'Open', arguments: [node.place] };
    }
    return item;
  }
}
