// A STAND-IN for Open Collaboration Tools, for tests: an extension with its id, which has no API either. It
// shows a guest's window the host's folder at oct:, and that is all: what is typed reaches the other side
// when it is saved, and nothing tells of a change. What it does NOT prove is how the real one behaves: its
// server, its rooms and permissions, its co-editing, and when its folders come and go.
import * as vscode from 'vscode';
import { hostFolderVariable } from './hostFolder.ts';

export function activate(context: vscode.ExtensionContext): void {
  const folder = process.env[hostFolderVariable];
  if (folder === undefined) {
    throw new Error(`The stand-in for Open Collaboration Tools needs ${hostFolderVariable}.`);
  }
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('oct', new HostFiles(vscode.Uri.file(folder)), {
      isCaseSensitive: true,
    }),
  );
}

const { fs } = vscode.workspace;

/** The files of the folder that the host has on this machine. */
class HostFiles implements vscode.FileSystemProvider {
  readonly #folder: vscode.Uri;

  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return fs.stat(this.#local(uri));
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return fs.readDirectory(this.#local(uri));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return fs.readFile(this.#local(uri));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await fs.writeFile(this.#local(uri), content);
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await fs.createDirectory(this.#local(uri));
  }

  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    options: { readonly overwrite: boolean },
  ): Promise<void> {
    await fs.rename(this.#local(from), this.#local(to), options);
  }

  async delete(uri: vscode.Uri, options: { readonly recursive: boolean }): Promise<void> {
    await fs.delete(this.#local(uri), options);
  }

  #local({ path }: vscode.Uri): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, path);
  }
}
