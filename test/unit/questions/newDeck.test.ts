import assert from 'node:assert/strict';
import { readDeck } from '../../../src/questions/deckReader.ts';
import { mergeDecks } from '../../../src/questions/loadDeck.ts';
import { deckName, newDeck } from '../../../src/questions/newDeck.ts';
import { catalog } from '../scaffolds/inserted.ts';
import { builtInDeckFiles } from './builtInDeck.ts';

describe('a new deck', () => {
  it('has no mistake, beside the built-in decks and other new ones', () => {
    const files = ['team', 'attention', 'team-2'].map((name) => ({
      path: `${name}.yaml`,
      text: newDeck(name).text,
    }));
    const checks = catalog.scaffolds.map(({ id }) => id);
    const { questions, mistakes } = mergeDecks(
      [...builtInDeckFiles, ...files].map(readDeck),
      checks,
    );
    assert.deepEqual(mistakes, []);
    assert.ok(questions.some(({ id }) => id === 'team-2.rules-out'));
  });

  it('has its first question selected', () => {
    const { text, first } = newDeck('team');
    assert.match(text.slice(first.start, first.end), /^Which .*\?$/);
    assert.ok(text.includes(`text: ${text.slice(first.start, first.end)}\n`));
  });

  it('is named such that its ids can be', () => {
    for (const name of ['team', 'team-2', '3d']) {
      assert.match(name, deckName);
    }
    for (const name of ['', 'Team', 'a b', '../a', '-a', 'a-', 'a.b', 'é']) {
      assert.doesNotMatch(name, deckName);
    }
  });
});
