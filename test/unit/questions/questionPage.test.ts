import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { questionPage } from '../../../docs/questionPage.ts';
import { fields } from '../../../src/questions/deckSchema.ts';
import { loadDeck } from '../../../src/questions/loadDeck.ts';
import { builtInDeck } from './builtInDeck.ts';

const { questions } = builtInDeck;
const file = await readFile(new URL('../../../docs/questions.md', import.meta.url), 'utf8');
const page = file.replaceAll('\r\n', '\n');

describe('the page of questions', () => {
  it('is what the decks say now; npm run docs writes it anew', () => {
    // Not compared in full: the difference of two long tables tells nobody anything.
    assert.ok(page === questionPage(questions), 'docs/questions.md is stale');
  });

  it('has a row of five cells for each question and each technique that it is about', () => {
    const rows = page.split('\n').filter((line) => /<br>`[\w.-]+` \|/.test(line));
    const expected = questions.reduce((sum, { techniques }) => sum + techniques.length, 0);
    assert.equal(rows.length, expected);
    for (const row of rows) {
      assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
    }
    for (const { id } of questions) {
      assert.ok(
        rows.some((row) => row.includes(`\`${id}\``)),
        id,
      );
    }
  });

  it('has an example of a deck in which nothing is wrong', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const deck = loadDeck(example, 'example.yaml');
    assert.deepEqual(deck.mistakes, []);
    assert.equal(deck.questions.length, 2);
  });

  it('says what each field is for', () => {
    for (const field of [...fields.deck, ...fields.question, ...fields.publication]) {
      assert.match(page, new RegExp(`^\\| \`${field}\` \\| [A-Z].*\\. \\|$`, 'm'));
    }
  });
});
