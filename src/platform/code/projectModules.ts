import * as vscode from 'vscode';
import {
  noModules,
  type OwnModules,
  type ProjectFiles,
  readOwnModules,
} from '../../scaffolds/python/ownModules.ts';

/**
 * The project's own modules that a document imports, as its editors have them or from disk. What
 * can't be read is left out.
 * @param uri of the file or notebook
 */
export async function projectModules(uri: vscode.Uri, text: string): Promise<OwnModules> {
  const root = (vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0])
    ?.uri;
  // What was never saved is in no folder: its imports start where the project does.
  const home = uri.scheme === 'untitled' ? root : uri.with({ path: folderOf(uri.path) });
  if (home === undefined) {
    return noModules;
  }
  const isSamePlace = root?.scheme === home.scheme && root.authority === home.authority;
  const start = root !== undefined && isSamePlace ? withoutSlash(root.path) : undefined;
  const roots = start === undefined ? [] : [start, `${start}/src`];
  return readOwnModules(text, withoutSlash(home.path), roots, filesBeside(home));
}

function filesBeside(home: vscode.Uri): ProjectFiles {
  return {
    list: async (folder) => {
      try {
        const uri = home.with({ path: folder === '' ? '/' : folder });
        const entries = await vscode.workspace.fs.readDirectory(uri);
        return entries.map(([name]) => name);
      } catch {
        return []; // Not there, or not ours to read.
      }
    },
    read: async (file) => {
      const uri = home.with({ path: file });
      const open = vscode.workspace.textDocuments.find(
        (document) => document.uri.toString() === uri.toString(),
      );
      if (open !== undefined) {
        return open.getText();
      }
      try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      } catch {
        return undefined;
      }
    },
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** A folder such that a name comes after it with a slash between: the outermost is empty. */
function withoutSlash(folder: string): string {
  return folder.endsWith('/') ? folder.slice(0, -1) : folder;
}
