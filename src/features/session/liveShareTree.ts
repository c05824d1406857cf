import * as vscode from 'vscode';
import { clockTime } from '../../platform/clockTime.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { type SessionNode, sharedTree } from './sessionTree.ts';
import { treeItem } from './treeItem.ts';

/** What Live Share's own view shows of the session that runs: one row, with the people under it. */
export class LiveShareTree implements vscode.TreeDataProvider<SessionNode>, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #sessions: Sessions;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#disposables.add(sessions.onDidChange(() => this.#changed.fire()));
  }

  getChildren(node?: SessionNode): SessionNode[] {
    const { active } = this.#sessions;
    const rows =
      node === undefined
        ? active && [sharedTree(sessionOf(active), active.me, clockTime)]
        : node.children;
    return [...(rows ?? [])];
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    return treeItem(node);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
