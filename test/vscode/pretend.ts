import * as vscode from 'vscode';

type Pretended = 'workspaceFolders' | 'getWorkspaceFolder' | 'asRelativePath' | 'isTrusted';

const pretended = new Map<string, PropertyDescriptor>();

/**
 * Tells the extension something else about the workspace than what is so: opening another folder would
 * end the tests.
 */
export function pretend(name: Pretended, value: unknown): void {
  const real = pretended.get(name) ?? Object.getOwnPropertyDescriptor(vscode.workspace, name);
  pretended.set(name, real ?? {});
  Reflect.defineProperty(vscode.workspace, name, { configurable: true, get: () => value });
}

/** Tells the extension that these folders are open, none of them inside of another. */
export function pretendFolders(...uris: readonly vscode.Uri[]): void {
  const folders = uris.map((uri, index) => ({ uri, index, name: `folder ${index}` }));
  const rest = (folder: vscode.Uri, uri: vscode.Uri) => {
    const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    return folder.scheme === uri.scheme && uri.path.startsWith(start)
      ? uri.path.slice(start.length)
      : undefined;
  };
  const folderOf = (uri: vscode.Uri) => folders.find((one) => rest(one.uri, uri) !== undefined);
  pretend('workspaceFolders', folders);
  pretend('getWorkspaceFolder', folderOf);
  pretend('asRelativePath', (uri: vscode.Uri, withName = folders.length > 1) => {
    const folder = folderOf(uri);
    const path = folder === undefined ? uri.fsPath : rest(folder.uri, uri);
    return folder !== undefined && withName ? `${folder.name}/${path}` : path;
  });
}

export function stopPretending(): void {
  for (const [name, real] of pretended) {
    Reflect.defineProperty(vscode.workspace, name, real);
  }
  pretended.clear();
}
