import { posix } from 'node:path';
import * as vscode from 'vscode';

/**
 * The host's folders as guests have them. With one folder its root is `vsls:/`; with several each has a
 * root of its own, `vsls:/~0`, `vsls:/~1`, …, by its place in the workspace. That is what extensions that
 * were written for Live Share go by (GitLens keeps `~N` for the roots and takes plain paths for the first).
 */
export class SharedFolders {
  readonly #folders: readonly vscode.WorkspaceFolder[];

  constructor(folders: readonly vscode.WorkspaceFolder[]) {
    this.#folders = folders;
  }

  /** For the workspace file of a guest. */
  get roots(): readonly { readonly uri: string; readonly name: string }[] {
    return this.#folders.map((folder, index) => ({
      uri: `vsls:${this.#rootOf(index)}`,
      name: folder.name,
    }));
  }

  /** Whether it is a file or folder that guests see. */
  includes(local: vscode.Uri): boolean {
    return this.#folderOf(local) !== undefined;
  }

  /** @throws {Error} if it is not in a shared folder. */
  toShared(local: vscode.Uri): vscode.Uri {
    const folder = this.#folderOf(local);
    if (folder === undefined) {
      throw new Error(`Not a workspace file URI: ${local}`);
    }
    const root = this.#rootOf(this.#folders.indexOf(folder));
    const path = posix.join(root, posix.relative(folder.uri.path, local.path));
    return vscode.Uri.from({ scheme: 'vsls', path });
  }

  /** @throws {Error} if it names nothing that is shared. */
  toLocal(shared: vscode.Uri): vscode.Uri {
    if (shared.scheme !== 'vsls') {
      throw new Error(`Not a Live Share shared URI: ${shared}`);
    }
    // Whatever dots a guest puts in, it stays below its root.
    const path = posix.join('/', shared.path);
    const index = this.#folders.length > 1 ? Number(/^\/~(\d+)(?=\/|$)/.exec(path)?.[1]) : 0;
    const folder = this.#folders[index];
    if (folder === undefined) {
      throw vscode.FileSystemError.FileNotFound(shared);
    }
    return vscode.Uri.joinPath(folder.uri, path.slice(this.#rootOf(index).length));
  }

  #rootOf(index: number): string {
    return this.#folders.length > 1 ? `/~${index}` : '/';
  }

  #folderOf({ scheme, path }: vscode.Uri): vscode.WorkspaceFolder | undefined {
    return this.#folders.find(
      ({ uri }) =>
        uri.scheme === scheme && !posix.relative(uri.path, path).split('/').includes('..'),
    );
  }
}
