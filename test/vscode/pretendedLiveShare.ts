import * as vscode from 'vscode';
import type * as vsls from 'vsls';

const id = 'ms-vsliveshare.vsliveshare';

/** As much of its API as a window of Interpair's asks for. */
type Asked = Pick<
  vsls.LiveShare,
  | 'session'
  | 'onDidChangeSession'
  | 'peers'
  | 'onDidChangePeers'
  | 'share'
  | 'shareService'
  | 'getSharedService'
  | 'shareServer'
  | 'registerCommand'
  | 'registerTreeDataProvider'
>;

const key = Symbol.for('interpair.pretendedLiveShare');
const user = 'Ada at Live Share';

/**
 * Live Share in the place of the extension, which can't be installed here: it shares nothing, and does
 * what a test tells it to. There is one for all test files, since Interpair asks for it once.
 */
export class PretendedLiveShare implements Asked {
  readonly #onDidChangeSession = new vscode.EventEmitter<vsls.SessionChangeEvent>();
  readonly #onDidChangePeers = new vscode.EventEmitter<vsls.PeersChangeEvent>();
  readonly #getExtension = vscode.extensions.getExtension;

  /** How it gives its API. */
  give: () => Promise<Asked> = async () => this;
  /** How it answers who wants to share. */
  answer: () => Promise<vscode.Uri | null> = async () => null;
  /** How it was asked to share. */
  readonly asked: (vsls.ShareOptions | undefined)[] = [];
  /** What was added to its menu, with whether that can be used. */
  readonly commands = new Map<string, () => boolean>();
  /** What was added to its views. */
  readonly trees = new Map<string, vscode.TreeDataProvider<unknown>>();
  session = sessionOf({});

  readonly onDidChangeSession = this.#onDidChangeSession.event;
  readonly onDidChangePeers = this.#onDidChangePeers.event;
  readonly peers = [];

  private constructor() {}

  static get(): PretendedLiveShare {
    const known: unknown = Reflect.get(globalThis, key);
    // Each test file is bundled by itself, with a class of its own.
    const one = known === undefined ? new PretendedLiveShare() : (known as PretendedLiveShare);
    Reflect.set(globalThis, key, one);
    return one;
  }

  /** Is in another session, or none, and tells of it. */
  tell(session: Partial<vsls.Session>): void {
    this.session = sessionOf(session);
    this.#onDidChangeSession.fire({ session: this.session });
  }

  /** Is found from now on as the extension is that it stands for. */
  install(): void {
    const exports = { getApi: () => this.give() };
    Reflect.set(vscode.extensions, 'getExtension', (asked: string) =>
      asked === id ? { id, isActive: true, exports } : this.#getExtension(asked),
    );
  }

  uninstall(): void {
    Reflect.set(vscode.extensions, 'getExtension', this.#getExtension);
  }

  async share(options?: vsls.ShareOptions): Promise<vscode.Uri | null> {
    this.asked.push(options);
    return await this.answer();
  }

  async shareService(): Promise<null> {
    return null;
  }

  async getSharedService(): Promise<null> {
    return null;
  }

  async shareServer(): Promise<vscode.Disposable> {
    return new vscode.Disposable(() => {});
  }

  registerCommand(command: string, isEnabled: () => boolean): vscode.Disposable {
    this.commands.set(command, isEnabled);
    return new vscode.Disposable(() => {});
  }

  registerTreeDataProvider<T>(
    viewId: vsls.View,
    provider: vscode.TreeDataProvider<T>,
  ): vscode.Disposable {
    this.trees.set(viewId, provider);
    return new vscode.Disposable(() => {});
  }
}

function sessionOf(change: Partial<vsls.Session>): vsls.Session {
  return {
    ...{ id: null, peerNumber: 0, role: 0, access: 0, presentationMode: false },
    user: { displayName: user, emailAddress: null, userName: null, id: user },
    ...change,
  };
}
