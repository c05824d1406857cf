import * as vscode from 'vscode';
import type { SessionNode } from './sessionTree.ts';

/** A row as VS Code draws it. */
export function treeItem(node: SessionNode): vscode.TreeItem {
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

function spoken({ label, description }: SessionNode): string {
  return description === undefined ? label : `${label}, ${description}`;
}
