import assert from 'node:assert/strict';
import { techniques } from '../../../src/questions/deck.ts';
import { loadReading } from '../../../src/questions/loadReading.ts';
import { builtInDeck } from './builtInDeck.ts';
import { builtInReading, builtInReadingText, worksOf } from './builtInReading.ts';

const parts = [
  ...Object.entries(builtInReading.techniques),
  ['surveys and books', builtInReading.surveysAndBooks],
  ['the job', builtInReading.job],
] as const;

describe('the reading list that comes with Interpair', () => {
  it('has three to six works on every technique', () => {
    assert.deepEqual(['any', ...Object.keys(builtInReading.techniques)], techniques);
    for (const [technique, works] of Object.entries(builtInReading.techniques)) {
      assert.ok(works.length >= 3 && works.length <= 6, `${technique}: ${works.length}`);
    }
  });

  for (const [part, works] of parts) {
    it(`has each work on ${part} once`, () => {
      const links = works.map(({ link }) => link);
      assert.equal(new Set(links).size, links.length);
    });
  }

  it('has works that questions come from, on every technique but for remote models', () => {
    for (const [technique, works] of Object.entries(builtInReading.techniques)) {
      const asked = builtInDeck.questions.flatMap(({ techniques: about, source }) =>
        about.some((one) => one === technique) && source !== 'practice' ? [source.link] : [],
      );
      assert.equal(
        works.some(({ link }) => asked.includes(link)),
        technique !== 'remote',
        technique,
      );
    }
  });

  it('has the two books, and the surveys', () => {
    const links = builtInReading.surveysAndBooks.map(({ link }) => link);
    for (const part of [
      'interpretable-ml-book',
      'deeplearningbook.org',
      '2404.15255',
      '2102.12452',
      '2501.16496',
      '2407.02646',
      '2410.09087',
    ]) {
      assert.ok(
        links.some((link) => link.includes(part)),
        part,
      );
    }
  });

  it('says in one sentence what each is good for, and asks before what the job takes', () => {
    for (const { title, why } of worksOf(builtInReading)) {
      assert.match(why, /^[A-Z][^.!—]*\.$/, title);
      assert.ok(why.length <= 100, `${title}: ${why.length} characters`);
    }
    for (const { prompt } of builtInReading.job) {
      assert.match(prompt, /^[A-Z][^.!—]*\?$/);
      assert.ok(prompt.length <= 100, prompt);
    }
  });

  it('says the same of a work wherever it stands', () => {
    const byLink = new Map<string, string>();
    for (const { link, why } of worksOf(builtInReading)) {
      assert.equal(why, byLink.get(link) ?? why);
      byLink.set(link, why);
    }
  });
});

describe('a reading list', () => {
  for (const [what, from, to] of [
    ['with a link that is not https', 'link: https:', 'link: http:'],
    ['with a field that nobody reads', 'why: Say', 'because: Say'],
    ['without a technique', '\n  lens:', '\n  logit-lens:'],
    ['with a work without a year', 'year: 2013', 'year: soon'],
  ] as const) {
    it(`${what} is not read`, () => {
      const changed = builtInReadingText.replace(from, to);
      assert.notEqual(changed, builtInReadingText);
      assert.throws(() => loadReading(changed));
    });
  }
});
