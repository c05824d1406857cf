import * as vscode from 'vscode';
import type { Participation } from './participation.ts';
import { access, role } from './person.ts';
import type { Places, Provider } from './places.ts';

type Node =
  | { readonly kind: 'group'; readonly label: string; readonly rows: readonly vscode.TreeItem[] }
  | { readonly kind: 'row'; readonly item: vscode.TreeItem }
  | { readonly kind: 'other'; readonly provider: Provider; readonly element: unknown };

/** One of Live Share's views: who is there, what servers are shared, and what other extensions add. */
export class SessionView implements vscode.TreeDataProvider<Node> {
  readonly #id: string;
  readonly #participation: Participation;
  readonly #places: Places;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param id of the view. */
  constructor(id: string, participation: Participation, places: Places) {
    this.#id = id;
    this.#participation = participation;
    this.#places = places;
    const update = (): void => this.#changed.fire();
    places.onDidChange(update);
    participation.onDidChangePeers(update);
    participation.onDidChangeSession(() => {
      const { hosting, visit } = participation;
      (hosting ?? visit)?.servers.onDidChange(update);
      update();
    });
  }

  getTreeItem(node: Node): vscode.TreeItem | Thenable<vscode.TreeItem> {
    switch (node.kind) {
      case 'group':
        return new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
      case 'row':
        return node.item;
      case 'other':
        return node.provider.getTreeItem(node.element);
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return this.#roots();
      case 'group':
        return node.rows.map((item) => ({ kind: 'row', item }));
      case 'row':
        return [];
      case 'other':
        return childrenOf(node.provider, node.element);
    }
  }

  async #roots(): Promise<Node[]> {
    const { session } = this.#participation;
    if (session === undefined) {
      return [];
    }
    const others = this.#places.providersOf(this.#id).map((provider) => childrenOf(provider));
    return [
      { kind: 'group', label: 'Participants', rows: this.#participants() },
      { kind: 'group', label: 'Shared Servers', rows: this.#servers() },
      ...(await Promise.all(others)).flat(),
    ];
  }

  #participants(): readonly vscode.TreeItem[] {
    return this.#participation.peers.map((person) => {
      const limited = person.access === access.readOnly ? 'read-only' : '';
      return row(person.name, person.role === role.host ? 'host' : limited);
    });
  }

  /** A guest is shown the port at which it has a server. */
  #servers(): readonly vscode.TreeItem[] {
    const { hosting, visit } = this.#participation;
    const servers = hosting?.servers.shared ?? visit?.servers.reached ?? [];
    return servers.map(({ displayName, port }) =>
      row(displayName ?? 'Server', `localhost:${port}`),
    );
  }
}

async function childrenOf(provider: Provider, element?: unknown): Promise<Node[]> {
  const children = (await provider.getChildren(element)) ?? [];
  return children.map((child) => ({ kind: 'other', provider, element: child }));
}

function row(label: string, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  return item;
}
