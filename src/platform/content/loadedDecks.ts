import * as vscode from 'vscode';
import type { Deck, DeckMistake, DeckQuestion } from '../../questions/deck.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { lazy } from '../../util/lazy.ts';
import { ok } from '../../util/result.ts';
import type { Content } from './content.ts';
import { type TeamDeck, TeamDecks } from './teamDecks.ts';

/** What is wrong with one deck of the team. */
export interface DeckReport {
  readonly uri: vscode.Uri;
  readonly mistakes: readonly DeckMistake[];
}

/** The decks that come with Interpair, and then the team's own: read when they are asked for. */
export class LoadedDecks implements Disposable {
  readonly #content: Content;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  readonly #team = this.#disposables.add(new TeamDecks());
  #questions = this.#loadLater();

  /** There may be other questions, or other mistakes in what is saved. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(content: Content) {
    this.#content = content;
    this.#disposables.add(
      this.#team.onDidChange(() => {
        this.#questions = this.#loadLater();
        this.#onDidChange.fire();
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Whether a file is a deck of the team by its place, whatever it holds. */
  isDeck(uri: vscode.Uri): boolean {
    return this.#team.isDeck(uri);
  }

  /** The questions without a mistake, of what is saved. */
  questions(): Promise<readonly DeckQuestion[]> {
    return this.#questions();
  }

  /** What is wrong with each of the team's decks, as it is typed in an editor or else as it is saved. */
  async reports(): Promise<readonly DeckReport[]> {
    const { decks } = await this.#team.files();
    if (decks.length === 0) {
      return []; // Nothing is loaded for those who have no decks.
    }
    const { mistakes } = await this.#merge(decks.map(asTyped));
    return decks.map(({ uri, path }) => ({
      uri,
      mistakes: mistakes.filter((mistake) => mistake.path === path),
    }));
  }

  /** What the setting names and is not there, as it is written there. */
  async missing(): Promise<readonly string[]> {
    return (await this.#team.files()).missing;
  }

  #loadLater(): () => Promise<readonly DeckQuestion[]> {
    return lazy(async () => {
      const { decks } = await this.#team.files();
      return (await this.#merge(decks)).questions;
    });
  }

  async #merge(decks: readonly TeamDeck[]): Promise<Deck> {
    const { readDeck, unreadable } = await import('../../questions/deckReader.ts');
    const { mergeDecks } = await import('../../questions/loadDeck.ts');
    const own = decks.map(({ path, text }) =>
      text.ok ? readDeck({ path, text: text.value }) : unreadable(path, text.error),
    );
    const named = own.some(({ written }) =>
      written.some(({ question }) => question.check !== undefined),
    );
    const checks = named
      ? (await this.#content.catalog()).scaffolds.map(({ id }) => id)
      : undefined;
    return mergeDecks([...(await this.#content.decks()), ...own], checks);
  }
}

function asTyped(deck: TeamDeck): TeamDeck {
  const key = deck.uri.toString();
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
  return document?.isDirty === true ? { ...deck, text: ok(document.getText()) } : deck;
}
