import type { Deck, DeckMistake, DeckQuestion } from './deck.ts';
import { type DeckFile, DeckReader } from './deckReader.ts';

/**
 * Reads decks written in YAML. A question with a mistake is left out and its mistake is reported with
 * file, line and column; the others are kept, in the order of the files. Of two questions with one id
 * the first is kept.
 */
export function loadDecks(files: readonly DeckFile[]): Deck {
  const questions: DeckQuestion[] = [];
  const mistakes: DeckMistake[] = [];
  const places = new Map<string, string>();
  for (const file of files) {
    const reader = new DeckReader(file, places);
    reader.read();
    questions.push(...reader.questions);
    mistakes.push(...reader.mistakes);
  }
  return { questions, mistakes };
}

/** Reads one deck: see `loadDecks`. */
export function loadDeck(text: string, path: string): Deck {
  return loadDecks([{ path, text }]);
}
