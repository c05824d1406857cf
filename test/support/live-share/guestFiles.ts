import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Link, RemoteError } from './link.ts';

const statSchema = v.object({
  type: v.enum(vscode.FileType),
  ctime: v.number(),
  mtime: v.number(),
  size: v.number(),
});
const entriesSchema = v.array(v.tuple([v.string(), v.enum(vscode.FileType)]));

/** The host's files in a guest's window, through the relay; without a session none can be reached. */
export class GuestFiles implements vscode.FileSystemProvider {
  readonly #link: Link | undefined;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(link: Link | undefined) {
    this.#link = link;
    link?.on('fileChanged', v.tuple([v.string(), v.enum(vscode.FileChangeType)]), (path, type) =>
      this.#changed.fire([{ type, uri: vscode.Uri.from({ scheme: 'vsls', path }) }]),
    );
  }

  /** The host tells of every change. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return v.parse(statSchema, await this.#ask(uri, 'stat'));
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return v.parse(entriesSchema, await this.#ask(uri, 'readDirectory'));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(v.parse(v.string(), await this.#ask(uri, 'readFile')), 'base64');
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const base64 = Buffer.from(content).toString('base64');
    await this.#ask(uri, 'writeFile', base64, { create, overwrite });
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.#ask(uri, 'createDirectory');
  }

  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<void> {
    await this.#ask(from, 'rename', to.path, overwrite);
  }

  async delete(uri: vscode.Uri, { recursive }: { readonly recursive: boolean }): Promise<void> {
    await this.#ask(uri, 'delete', recursive);
  }

  async #ask(uri: vscode.Uri, method: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#link === undefined) {
      throw vscode.FileSystemError.Unavailable(uri);
    }
    try {
      return await this.#link.request(method, uri.path, ...args);
    } catch (error) {
      throw asHere(error, uri);
    }
  }
}

/** What the host's files threw, as the same error here. */
function asHere(error: unknown, uri: vscode.Uri): vscode.FileSystemError {
  const { FileSystemError } = vscode;
  switch (error instanceof RemoteError ? error.code : undefined) {
    case 'FileNotFound':
      return FileSystemError.FileNotFound(uri);
    case 'FileExists':
      return FileSystemError.FileExists(uri);
    case 'FileNotADirectory':
      return FileSystemError.FileNotADirectory(uri);
    case 'FileIsADirectory':
      return FileSystemError.FileIsADirectory(uri);
    case 'NoPermissions':
      return FileSystemError.NoPermissions(uri);
    default:
      return FileSystemError.Unavailable(uri);
  }
}
