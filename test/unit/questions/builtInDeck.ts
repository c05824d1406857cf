import { readdirSync, readFileSync } from 'node:fs';
import type { DeckFile } from '../../../src/questions/deckReader.ts';
import { loadDecks } from '../../../src/questions/loadDeck.ts';

const folder = new URL('../../../src/questions/decks/', import.meta.url);

export const builtInDeckFiles: readonly DeckFile[] = readdirSync(folder)
  .sort()
  .map((name) => ({ path: name, text: readFileSync(new URL(name, folder), 'utf8') }));

export const builtInDeck = loadDecks(builtInDeckFiles);
