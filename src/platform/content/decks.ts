import type { DeckQuestion } from '../../questions/deck.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { lazy } from '../../util/lazy.ts';
import type { Content } from './content.ts';
import type { LoadedDecks } from './loadedDecks.ts';

/**
 * All questions: those that come with Interpair, and then the team's own. From the first time that they
 * are asked for, what changes on disk is read anew.
 */
export class Decks implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());

  /** There may be other questions. */
  readonly onDidChange = this.#onDidChange.event;

  /** The decks with all that is known of them; activation needs none of it. */
  readonly loaded: () => Promise<LoadedDecks>;

  constructor(content: Content) {
    this.loaded = lazy(async () => {
      const { LoadedDecks } = await import('./loadedDecks.ts');
      const decks = this.#disposables.add(new LoadedDecks(content));
      decks.onDidChange(() => this.#onDidChange.fire());
      return decks;
    });
  }

  /** The questions without a mistake, of what is saved. */
  async questions(): Promise<readonly DeckQuestion[]> {
    return (await this.loaded()).questions();
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
