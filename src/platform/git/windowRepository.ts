import type { ApiRepository, GitApi } from './gitApi.ts';
import type { GitRepository } from './gitRepository.ts';
import { runGit } from './runGit.ts';

/** A repository that is open in this window, in the hands of VS Code's git extension. */
export class WindowRepository implements GitRepository {
  readonly root: string;
  readonly #api: GitApi;
  readonly #repository: ApiRepository;

  constructor(api: GitApi, repository: ApiRepository) {
    this.#api = api;
    this.#repository = repository;
    this.root = repository.rootUri.fsPath;
  }

  async add(paths: readonly string[]): Promise<void> {
    // It makes them relative to the root itself, and only takes them for absolute.
    await this.#repository.add(paths.map((path) => `${this.root}/${path}`));
  }

  async commit(message: string): Promise<void> {
    const { inputBox } = this.#repository;
    const begun = inputBox.value;
    await this.#repository.commit(message);
    // It empties the message box after any commit, also of what a person has begun to write there.
    inputBox.value = begun;
  }

  async createBranch(name: string, from?: string): Promise<void> {
    await this.#repository.createBranch(name, true, from);
  }

  async checkout(branch: string): Promise<void> {
    await this.#repository.checkout(branch);
  }

  async fetch(remote: string, branch: string): Promise<void> {
    await this.#repository.fetch(remote, branch);
  }

  async push(remote: string, branch: string): Promise<void> {
    await this.#repository.push(remote, branch, true);
  }

  async git(args: readonly string[], input?: string): Promise<string> {
    return runGit(this.#api.git.path, this.root, args, input);
  }
}
