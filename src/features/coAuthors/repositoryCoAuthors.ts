import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { coAuthors, presentSince } from '../../core/coAuthors.ts';
import { participant } from '../../core/rotation.ts';
import { type EpochMs, type Millis, second } from '../../core/time.ts';
import type { ApiRepository } from '../../platform/git/gitApi.ts';
import { ask, type GitRepository } from '../../platform/git/gitRepository.ts';
import { changeMessage } from '../../platform/git/messageBox.ts';
import { Later } from '../../platform/later.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';
import { CoAuthorsFile, renewal } from './coAuthorsFile.ts';
import { CommitBox } from './commitBox.ts';

/**
 * The message box is left alone while it changes, and for so long after: a change takes the cursor to the
 * end, so it comes in no pause between words, and yet before a hand has found the button to commit.
 */
const stillness: Millis = 700;

/** What git leaves in its folder while the next commit's message is written already. */
const written = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'rebase-merge', 'rebase-apply'];

/** What git knows of the next commit of a repository. */
interface Facts {
  /** The folder of git of this worktree. */
  readonly folder: string;
  readonly email: string;
  /** When the last commit was made; 0 before the first. */
  readonly since: EpochMs;
}

export interface RepositoryCoAuthorsParts {
  readonly repository: ApiRepository;
  readonly git: GitRepository;
  /** The session whose people are named; `undefined` if none are. */
  readonly session: () => ActiveSession | undefined;
  /** What of the message box is ours, kept over a reload. */
  readonly kept: { added: string };
  readonly onError: (error: unknown) => void;
}

/** Names who worked on the next commit of a repository: in its message box, and for the commit hook. */
export class RepositoryCoAuthors implements Disposable {
  readonly #parts: RepositoryCoAuthorsParts;
  readonly #disposables = new DisposableStore();
  readonly #box: CommitBox;
  readonly #still: Later;
  readonly #renewal: Later;
  /** The message when it was last seen to change. */
  #message = '';
  /** The last commit, and what was asked of git about it. */
  #head: string | undefined;
  #facts: () => Promise<Facts>;
  /** Who is named, as far as that was found out. */
  #trailers: readonly string[] = [];
  #file: CoAuthorsFile | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: RepositoryCoAuthorsParts) {
    const { repository, kept } = parts;
    this.#parts = parts;
    this.#box = new CommitBox(kept.added);
    this.#head = repository.state.HEAD?.commit;
    this.#facts = lazy(() => factsOf(parts.git));
    this.#still = this.#disposables.add(new Later(() => this.#lookInTurn()));
    this.#renewal = this.#disposables.add(new Later(() => this.refresh()));
    this.#disposables.add(repository.state.onDidChange(() => this.refresh()));
    this.refresh();
  }

  /** Something may be different; what follows from it is done once the message box is still. */
  refresh(): void {
    const { repository } = this.#parts;
    const head = repository.state.HEAD?.commit;
    if (head !== this.#head) {
      this.#head = head;
      this.#facts = lazy(() => factsOf(this.#parts.git));
      this.#box.begin();
    }
    this.#message = repository.inputBox.value;
    this.#still.in(stillness);
  }

  /** Has the message say it at once, since it is about to be committed. */
  complete(): void {
    const { inputBox } = this.#parts.repository;
    const next = this.#box.next(inputBox.value, this.#trailers);
    if (next.message !== inputBox.value) {
      inputBox.value = next.message;
    }
    this.#box.holds(next);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#file?.dispose();
  }

  #lookInTurn(): void {
    this.#looking = this.#looking.then(() => this.#look()).catch(this.#parts.onError);
  }

  async #look(): Promise<void> {
    const { repository, kept } = this.#parts;
    const facts = await this.#facts();
    if (this.#disposables.isDisposed) {
      return;
    }
    const trailers = this.#due(facts);
    const isWritten = written.some((name) => existsSync(path.join(facts.folder, name)));
    this.#trailers = isWritten ? [] : trailers;
    this.#file ??= new CoAuthorsFile(facts.folder, Date.now);
    await this.#file.say(trailers);
    if (trailers.length > 0) {
      this.#renewal.in(renewal);
    }
    const message = repository.inputBox.value;
    if (message !== this.#message) {
      this.refresh();
      return;
    }
    const next = this.#box.next(message, this.#trailers);
    if (next.message === message || (await changeMessage(repository, message, next.message))) {
      this.#box.holds(next);
      this.#message = next.message;
      kept.added = next.added;
    } else {
      this.refresh();
    }
  }

  #due({ email, since }: Facts): readonly string[] {
    const active = this.#parts.session();
    if (active === undefined) {
      return [];
    }
    const own = participant(sessionOf(active), active.me)?.email ?? '';
    const people = presentSince(active.replica.entries, since);
    return coAuthors(people, { id: active.me, emails: [email, own] }).trailers;
  }
}

async function factsOf(git: GitRepository): Promise<Facts> {
  const folder = await git.git(['rev-parse', '--absolute-git-dir']);
  const email = await ask(git, 'config', 'user.email');
  const seconds = await ask(git, 'log', '-1', '--format=%ct');
  return { folder: folder.trimEnd(), email: email ?? '', since: Number(seconds ?? 0) * second };
}
