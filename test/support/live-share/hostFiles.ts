import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Link } from './link.ts';
import { access, type Person } from './person.ts';
import type { SharedFolders } from './sharedFolders.ts';
import { openDocument, type SharedTexts } from './sharedTexts.ts';

const path = v.string();

/** Has a guest read the host's files, and write them where its access lets it. */
export function serveFiles(
  link: Link,
  folders: SharedFolders,
  texts: SharedTexts,
  guest: Person,
): void {
  const { fs } = vscode.workspace;
  const local = (shared: string): vscode.Uri =>
    folders.toLocal(vscode.Uri.from({ scheme: 'vsls', path: shared }));
  const writable = (shared: string): vscode.Uri => {
    if (guest.access === access.readOnly) {
      throw vscode.FileSystemError.NoPermissions(shared);
    }
    return local(shared);
  };
  link.on('stat', v.tuple([path]), (shared) => fs.stat(local(shared)));
  link.on('readDirectory', v.tuple([path]), (shared) => fs.readDirectory(local(shared)));
  link.on('files', v.tuple([path]), async (root) => {
    const all = new vscode.RelativePattern(local(root), '**');
    const found = await vscode.workspace.findFiles(all);
    return found.map((uri) => folders.toShared(uri).path);
  });
  link.on('readFile', v.tuple([path]), async (shared) => {
    const uri = local(shared);
    // What the host is typing is what guests see, saved or not.
    const open = openDocument(uri);
    const content = open === undefined ? await fs.readFile(uri) : Buffer.from(open.getText());
    return Buffer.from(content).toString('base64');
  });
  link.on(
    'writeFile',
    v.tuple([path, v.string(), v.object({ create: v.boolean(), overwrite: v.boolean() })]),
    async (shared, base64, { create, overwrite }) => {
      const uri = writable(shared);
      const isThere = await fs.stat(uri).then(
        () => true,
        () => false,
      );
      if (isThere ? !overwrite : !create) {
        throw isThere
          ? vscode.FileSystemError.FileExists(shared)
          : vscode.FileSystemError.FileNotFound(shared);
      }
      const content = Buffer.from(base64, 'base64');
      if (!(await texts.write(uri, content.toString()))) {
        await fs.writeFile(uri, content);
      }
    },
  );
  link.on('createDirectory', v.tuple([path]), (shared) => fs.createDirectory(writable(shared)));
  link.on('rename', v.tuple([path, path, v.boolean()]), (from, to, overwrite) =>
    fs.rename(writable(from), writable(to), { overwrite }),
  );
  link.on('delete', v.tuple([path, v.boolean()]), (shared, recursive) =>
    fs.delete(writable(shared), { recursive }),
  );
}

/** Tells of every change of the shared files. */
export function watchFiles(
  folders: SharedFolders,
  tell: (path: string, type: vscode.FileChangeType) => void,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  const telling = (type: vscode.FileChangeType) => (uri: vscode.Uri) => {
    if (folders.includes(uri)) {
      tell(folders.toShared(uri).path, type);
    }
  };
  watcher.onDidCreate(telling(vscode.FileChangeType.Created));
  watcher.onDidChange(telling(vscode.FileChangeType.Changed));
  watcher.onDidDelete(telling(vscode.FileChangeType.Deleted));
  return watcher;
}
