import * as path from 'node:path';
import type * as vscode from 'vscode';

/**
 * The way from a folder to what is in it, by the absolute paths of both: empty for the folder itself,
 * `undefined` for what is elsewhere.
 */
export function wayInto(folder: string, file: string): string | undefined {
  const way = path.relative(folder, file);
  return way.split(path.sep)[0] === '..' || path.isAbsolute(way) ? undefined : way;
}

/** Whether what is at one address is the folder at another, or in it. */
export function isWithin(inner: vscode.Uri, folder: vscode.Uri): boolean {
  const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return `${inner.path}/`.startsWith(start);
}
