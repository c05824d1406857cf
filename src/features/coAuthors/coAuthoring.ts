import * as vscode from 'vscode';
import type { ApiRepository, GitApi } from '../../platform/git/gitApi.ts';
import { openGit } from '../../platform/git/gitExtension.ts';
import { onDidChangeMessages } from '../../platform/git/messageBox.ts';
import { WindowRepository } from '../../platform/git/windowRepository.ts';
import type { ActiveSession } from '../../platform/session/activeSession.ts';
import { isWithin } from '../../platform/within.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { KeptBox } from './keptBox.ts';
import { RepositoryCoAuthors } from './repositoryCoAuthors.ts';

export interface CoAuthoringParts {
  readonly state: vscode.Memento;
  /** The session whose people are named; `undefined` if none are. */
  readonly session: () => ActiveSession | undefined;
  readonly onError: (error: unknown) => void;
}

/** Names who worked on the commits of this window's repositories, as long as there is a session to ask. */
export class CoAuthoring implements Disposable {
  readonly #parts: CoAuthoringParts;
  readonly #api: GitApi;
  readonly #disposables = new DisposableStore();
  readonly #repositories = new Map<string, RepositoryCoAuthors>();

  private constructor(api: GitApi, parts: CoAuthoringParts) {
    this.#api = api;
    this.#parts = parts;
    this.#disposables.add(api.onDidOpenRepository((repository) => this.#add(repository)));
    this.#disposables.add(
      api.onDidCloseRepository(({ rootUri }) => {
        this.#repositories.get(rootUri.toString())?.dispose();
        this.#repositories.delete(rootUri.toString());
      }),
    );
    this.#disposables.add(onDidChangeMessages(() => this.refresh()));
    for (const repository of api.repositories) {
      this.#add(repository);
    }
  }

  /** @throws {HumanError} if VS Code has no git to use. */
  static async open(parts: CoAuthoringParts): Promise<CoAuthoring> {
    return new CoAuthoring(await openGit(), parts);
  }

  /** Something may be different. */
  refresh(): void {
    for (const repository of this.#repositories.values()) {
      repository.refresh();
    }
  }

  /** Has the messages name everyone at once, since one of them is about to be committed. */
  complete(): void {
    for (const repository of this.#repositories.values()) {
      repository.complete();
    }
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const repository of this.#repositories.values()) {
      repository.dispose();
    }
  }

  #add(repository: ApiRepository): void {
    const key = repository.rootUri.toString();
    if (this.#disposables.isDisposed || this.#repositories.has(key) || !isOurs(repository)) {
      return;
    }
    const { state, session, onError } = this.#parts;
    const git = new WindowRepository(this.#api, repository);
    const kept = new KeptBox(state, key);
    this.#repositories.set(
      key,
      new RepositoryCoAuthors({ repository, git, session, kept, onError }),
    );
  }
}

/** Git opens the repository of any file that is shown, also of one that is elsewhere. */
function isOurs({ rootUri }: ApiRepository): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.some(({ uri }) => isWithin(rootUri, uri) || isWithin(uri, rootUri));
}
