import * as vscode from 'vscode';
import { sessionOf } from '../../platform/activeSession.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { Sessions } from '../../platform/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { SessionNode } from './sessionTree.ts';

/** The tree view of the running session; its welcome stands in package.json. */
export class SessionView implements vscode.TreeDataProvider<SessionNode>, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #sessions: Sessions;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#disposables.add(sessions.onDidChange(() => this.#changed.fire()));
    this.#disposables.add(vscode.window.registerTreeDataProvider('interpair.session', this));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async getChildren(node?: SessionNode): Promise<SessionNode[]> {
    if (node !== undefined) {
      return [...(node.children ?? [])];
    }
    if (this.#sessions.active === undefined) {
      return [];
    }
    const { sessionTree } = await import('./sessionTree.ts');
    const { active } = this.#sessions;
    return active === undefined ? [] : [...sessionTree(sessionOf(active), active.me, clockTime)];
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const state = node.isFolded ? Collapsed : Expanded;
    const item = new vscode.TreeItem(node.label, node.children === undefined ? None : state);
    item.id = node.id;
    item.tooltip = node.tooltip ?? node.label;
    item.accessibilityInformation = { label: node.spoken ?? spoken(node) };
    if (node.description !== undefined) {
      item.description = node.description;
    }
    if (node.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(node.icon);
    }
    if (node.kind !== undefined) {
      item.contextValue = node.kind;
    }
    if (node.click !== undefined) {
      const { command, title, argument } = node.click;
      item.command = { command: `interpair.${command}`, title, arguments: [argument] };
    }
    return item;
  }
}

function spoken({ label, description }: SessionNode): string {
  return description === undefined ? label : `${label}, ${description}`;
}
