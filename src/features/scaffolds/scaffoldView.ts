import * as vscode from 'vscode';
import type { Content } from '../../platform/content.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';

type Node = { readonly technique: string } | { readonly scaffold: Scaffold };

/** The tree of scaffolds by technique; the action on a row inserts it, selecting one only shows it. */
export class ScaffoldView implements vscode.TreeDataProvider<Node> {
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const { scaffolds } = await this.#content.catalog();
    if (node === undefined) {
      return [...new Set(scaffolds.map(({ technique }) => technique))].map((technique) => ({
        technique,
      }));
    }
    return 'technique' in node
      ? scaffolds
          .filter(({ technique }) => technique === node.technique)
          .map((scaffold) => ({ scaffold }))
      : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('technique' in node) {
      const name = node.technique.charAt(0).toUpperCase() + node.technique.slice(1);
      return new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
    }
    const { id, title, description, framework, picture, checks } = node.scaffold;
    const item = new vscode.TreeItem(title);
    item.id = id;
    item.description = framework;
    item.tooltip = picture === undefined ? description : `${description}\n${picture}`;
    item.iconPath = new vscode.ThemeIcon(checks === undefined ? 'beaker' : 'checklist');
    item.contextValue = 'scaffold';
    return item;
  }
}
