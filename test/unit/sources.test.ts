import assert from 'node:assert/strict';
import { loadDeck } from '../../src/questions/loadDeck.ts';
import { bibliography } from './bibliography.ts';
import { builtInDeck, builtInDeckFiles } from './questions/builtInDeck.ts';
import { builtInReading, worksOf } from './questions/builtInReading.ts';
import { catalog } from './scaffolds/inserted.ts';

const byLink = new Map(
  bibliography.map(({ title, authors, year, link }) => [link, { title, authors, year, link }]),
);
const byTitle = new Map(bibliography.map(({ title, link }) => [plain(title), link]));

/** Titles that differ in case and punctuation only are one. */
function plain(title: string): string {
  return title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
}

describe('the sources', () => {
  for (const { id, sources } of catalog.scaffolds) {
    it(`of ${id} are cited as they were checked`, () => {
      for (const source of sources) {
        assert.deepEqual(
          source,
          byLink.get(source.link),
          `${source.link} is not in bibliography.ts`,
        );
      }
      const links = sources.map(({ link }) => link);
      assert.equal(new Set(links).size, links.length, 'a source is named twice');
    });
  }

  for (const { path, text } of builtInDeckFiles) {
    it(`of the questions in ${path} are cited as they were checked`, () => {
      for (const { id, source } of loadDeck(text, path).questions) {
        if (source !== 'practice') {
          assert.deepEqual(source, byLink.get(source.link), `${id}: not in bibliography.ts`);
        }
      }
    });
  }

  it('of the reading list are cited as they were checked', () => {
    for (const { title, authors, year, link } of worksOf(builtInReading)) {
      assert.deepEqual(
        { title, authors, year, link },
        byLink.get(link),
        `${link}: not in bibliography.ts`,
      );
    }
  });

  it('are each listed once, by one link, and used', () => {
    assert.equal(byLink.size, bibliography.length);
    assert.equal(byTitle.size, bibliography.length);
    const bare = bibliography.map(({ link }) => link.replace(/(?:\/|\/index\.html)$/, ''));
    assert.equal(new Set(bare).size, bibliography.length);
    const used = new Set([
      ...catalog.scaffolds.flatMap(({ sources }) => sources.map(({ link }) => link)),
      ...builtInDeck.questions.map(({ source }) => (source === 'practice' ? source : source.link)),
      ...worksOf(builtInReading).map(({ link }) => link),
    ]);
    assert.deepEqual(
      [...byLink.keys()].filter((link) => !used.has(link)),
      [],
    );
  });

  it('on arXiv are linked by their abstract, in the year of their number', () => {
    for (const { year, link } of bibliography) {
      if (link.includes('arxiv')) {
        const number = /^https:\/\/arxiv\.org\/abs\/(\d\d)\d\d\.\d{4,5}$/.exec(link)?.[1];
        assert.equal(year, 2000 + Number(number), link);
      }
    }
  });

  it('name one author, two, or the first of more', () => {
    for (const { authors } of bibliography) {
      assert.match(authors, /^[^,&]+$/);
      assert.ok(authors.split(' and ').length <= 2, authors);
    }
  });
});
