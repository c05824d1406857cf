import * as vscode from 'vscode';
import type { Content } from '../../platform/content/content.ts';
import { groupBy } from '../../scaffolds/groupBy.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';

type Node =
  | { readonly technique: string; readonly scaffolds: readonly Scaffold[] }
  /** A method that several frameworks have. */
  | { readonly variants: readonly [Scaffold, ...Scaffold[]] }
  | { readonly scaffold: Scaffold; readonly isVariant: boolean };

/**
 * The tree of scaffolds by technique, then method, then framework where there are several; the action
 * on a row inserts it, selecting one only shows it.
 */
export class ScaffoldView implements vscode.TreeDataProvider<Node> {
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) {
      const { scaffolds } = await this.#content.catalog();
      return groupBy(scaffolds, ({ technique }) => technique).flatMap((group) =>
        group[0] ? [{ technique: group[0].technique, scaffolds: group }] : [],
      );
    }
    if ('technique' in node) {
      return groupBy(node.scaffolds, ({ method }) => method).flatMap(
        ([first, ...others]): Node[] => {
          if (first === undefined) {
            return [];
          }
          return others.length === 0
            ? [{ scaffold: first, isVariant: false }]
            : [{ variants: [first, ...others] }];
        },
      );
    }
    return 'variants' in node
      ? node.variants.map((scaffold) => ({ scaffold, isVariant: true }))
      : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('technique' in node) {
      const name = node.technique.charAt(0).toUpperCase() + node.technique.slice(1);
      return new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
    }
    const scaffold = 'variants' in node ? node.variants[0] : node.scaffold;
    const { technique, method, id, title, description, framework, picture, checks } = scaffold;
    const item = new vscode.TreeItem(title);
    item.iconPath = new vscode.ThemeIcon(checks === undefined ? 'beaker' : 'checklist');
    item.tooltip = `${description}\n${picture}`;
    if ('variants' in node) {
      item.id = `${technique}.${method}`;
      item.description = node.variants.map((one) => one.framework).join(', ');
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
      return item;
    }
    item.id = id;
    if (node.isVariant) {
      item.label = framework;
      item.accessibilityInformation = { label: `${title}, ${framework}` };
    } else {
      item.description = framework;
    }
    item.contextValue = 'scaffold';
    return item;
  }
}
