import { nearest } from '../util/nearest.ts';
import type { Deck, DeckMistake, DeckQuestion, DeckReading } from './deck.ts';
import { type DeckFile, readDeck } from './deckReader.ts';

/**
 * Puts decks beside each other, in their order. Of two questions with one id the first is kept; a check
 * that is no scaffold is left out of its question; both are reported.
 * @param checks the ids of all scaffolds; undefined to leave checks unlooked at
 */
export function mergeDecks(readings: readonly DeckReading[], checks?: readonly string[]): Deck {
  const questions: DeckQuestion[] = [];
  const mistakes: DeckMistake[] = [];
  const places = new Map<string, string>();
  for (const { path, written, mistakes: own } of readings) {
    const found = [...own];
    for (const { question, idAt, checkAt } of written) {
      const { check, ...withoutCheck } = question;
      const { id } = question;
      const before = places.get(id);
      if (before !== undefined) {
        const message = `Id "${id}" is taken by the question at ${before}: write another.`;
        found.push({ path, ...idAt, severity: 'error', message });
        continue;
      }
      places.set(id, `${path}:${idAt.line}`);
      if (check === undefined || checks === undefined || checks.includes(check)) {
        questions.push(question);
      } else {
        questions.push(withoutCheck);
        found.push({ path, ...checkAt, severity: 'warning', message: noCheck(check, checks) });
      }
    }
    mistakes.push(...found);
  }
  return { questions, mistakes };
}

/** Reads decks written in YAML and puts them beside each other: see `readDeck` and `mergeDecks`. */
export function loadDecks(files: readonly DeckFile[]): Deck {
  return mergeDecks(files.map(readDeck));
}

/** Reads one deck: see `loadDecks`. */
export function loadDeck(text: string, path: string): Deck {
  return loadDecks([{ path, text }]);
}

function noCheck(check: string, checks: readonly string[]): string {
  const meant = nearest(check, checks);
  const instead = meant === undefined ? 'the id of a scaffold' : meant;
  return `"check" is "${check}", which is no scaffold: write ${instead}, or leave it out.`;
}
