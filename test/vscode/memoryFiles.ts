import * as vscode from 'vscode';

/** A file system that is on no disk: folders are there as soon as a file is in them. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, Uint8Array>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const content = this.#files.get(uri.path);
    if (content === undefined && this.readDirectory(uri).length === 0) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const type = content === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: content?.length ?? 0 };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const content = this.#files.get(uri.path);
    if (content === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return content;
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const start = uri.path.endsWith('/') ? uri.path : `${uri.path}/`;
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length).split('/'))
      .map(([name = '', ...below]) => [
        name,
        below.length === 0 ? vscode.FileType.File : vscode.FileType.Directory,
      ]);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const isNew = !this.#files.has(uri.path);
    this.#files.set(uri.path, content);
    const type = isNew ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed;
    this.#changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    this.#files.delete(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  createDirectory(): void {
    // There as soon as a file is in it.
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}
