import * as vscode from 'vscode';
import { clockTime } from '../../platform/clockTime.ts';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { hasPast, type OwnSession, pastRow, pastRows, startRows } from './pastSessionRows.ts';
import type { SessionNode } from './sessionTree.ts';

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
    const { active } = this.#sessions;
    if (node === pastRow) {
      return pastRows(this.#past, ownSession(active));
    }
    if (node !== undefined) {
      return [...(node.children ?? [])];
    }
    const past = (await hasPast(this.#past, ownSession(active))) ? [pastRow] : [];
    const rows = await this.#sessionRows();
    if (rows.length > 0) {
      return [...rows, ...past];
    }
    // Without a row VS Code shows the welcome, which offers the same.
    return past.length === 0 ? [] : [...startRows, ...past];
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

  async #sessionRows(): Promise<readonly SessionNode[]> {
    if (this.#sessions.active === undefined) {
      return [];
    }
    const [{ sessionTree }, { shares }] = await Promise.all([
      import('./sessionTree.ts'),
      import('../../core/shares.ts'),
    ]);
    const { active } = this.#sessions;
    if (active === undefined) {
      return [];
    }
    const { replica, me } = active;
    const session = sessionOf(active);
    const all = settings.showsShares()
      ? shares(session, replica.entries, replica.now())
      : undefined;
    return sessionTree(session, me, clockTime, all);
  }
}

function ownSession(active: ActiveSession | undefined): OwnSession | undefined {
  return active && { id: sessionOf(active).id, recordBase: active.recordBase };
}

function spoken({ label, description }: SessionNode): string {
  return description === undefined ? label : `${label}, ${description}`;
}
