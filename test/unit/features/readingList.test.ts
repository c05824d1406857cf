import assert from 'node:assert/strict';
import {
  type ReadingContext,
  readingContext,
} from '../../../src/features/reading/readingContext.ts';
import { readingList } from '../../../src/features/reading/readingList.ts';
import { readingMarkdown } from '../../../src/features/reading/readingMarkdown.ts';
import { Play, start } from '../core/play.ts';
import { builtInDeck } from '../questions/builtInDeck.ts';
import { builtInReading, worksOf } from '../questions/builtInReading.ts';

const nothing: ReadingContext = { atHand: [], asked: new Set() };
const sections = (context: Partial<ReadingContext>) =>
  readingList(builtInReading, { ...nothing, ...context });
const titles = (context: Partial<ReadingContext>) => sections(context).map(({ title }) => title);

const every = [
  'Gradient',
  'Attention',
  'Probe',
  'Activation',
  'Patching',
  'Lens',
  'Features',
  'Steering',
  'Remote',
];
const general = ['Surveys and books', 'The rest of the job'];

describe('the reading list', () => {
  it('begins with the techniques at hand, the nearest first, and ends with the others', () => {
    assert.deepEqual(titles({ atHand: ['probe', 'attention'] }), [
      'Probe, at hand',
      'Attention, at hand',
      ...general,
      ...every.filter((title) => !['Probe', 'Attention'].includes(title)),
    ]);
  });

  it('begins with all techniques where none is at hand', () => {
    assert.deepEqual(titles({}), [...every, ...general]);
    assert.deepEqual(titles({ atHand: ['any'] }), [...every, ...general]);
  });

  it('lists every work once, where it first comes', () => {
    const links = new Set(worksOf(builtInReading).map(({ link }) => link));
    for (const atHand of [[], ['patching'], ['lens']] as const) {
      const listed = sections({ atHand }).flatMap(({ items }) => items.map(({ link }) => link));
      assert.deepEqual(listed.toSorted(), [...links].sort());
    }
    const howTo = 'https://arxiv.org/abs/2404.15255';
    const where = (atHand: readonly ['patching' | 'lens']) =>
      sections({ atHand }).find(({ items }) => items.some(({ link }) => link === howTo))?.title;
    assert.equal(where(['patching']), 'Patching, at hand');
    assert.equal(where(['lens']), 'Surveys and books');
  });

  it('keeps the order to read', () => {
    const [patching] = sections({ atHand: ['patching'] });
    assert.deepEqual(
      patching?.items.map(({ title }) => title),
      builtInReading.techniques.patching.map(({ title }) => title),
    );
  });

  it('leaves out a part in which everything stands before already', () => {
    const { surveysAndBooks, techniques } = builtInReading;
    const all = { ...builtInReading, techniques: { ...techniques, lens: surveysAndBooks } };
    const listed = readingList(all, { ...nothing, atHand: ['lens'] }).map(({ title }) => title);
    assert.deepEqual(listed.slice(0, 2), ['Lens, at hand', 'The rest of the job']);
  });

  it('marks what questions that were asked come from', () => {
    const link = 'https://arxiv.org/abs/2004.10102';
    const asked = sections({ asked: new Set([link, 'https://example.org/own']) });
    assert.deepEqual(
      asked.flatMap(({ items }) => items.filter((item) => item.asked).map((item) => item.link)),
      [link],
    );
  });
});

describe('what a reading list depends on', () => {
  const deck = builtInDeck.questions;
  const place = { path: 'heads.py', line: 1, text: 'x' };
  const insert = (play: Play, scaffoldId: string) =>
    play.do('ada', { type: 'noteScaffold', scaffoldId, title: 'A scaffold', place }, start + 1);

  it('is nothing without a session and code', () => {
    assert.deepEqual(readingContext([], undefined, deck), nothing);
  });

  it('is the code around the cursor, whatever was inserted', () => {
    const play = Play.pair();
    insert(play, 'probe.linear.sklearn');
    const { atHand } = readingContext(['lens', 'attention'], play.now, deck);
    assert.deepEqual(atHand, ['lens', 'attention']);
  });

  it('is else what was inserted in the session, the last first and each once', () => {
    const play = Play.pair();
    for (const id of ['probe.linear.sklearn', 'attention.patterns.keras', 'probe.x.y', 'own.x.y']) {
      insert(play, id);
    }
    assert.deepEqual(readingContext([], play.now, deck).atHand, ['probe', 'attention']);
  });

  it('is the works that questions of the decks come from, once they were asked', () => {
    const play = Play.pair();
    const ask = (id: string, deckId?: string) =>
      play.do(
        'grace',
        { type: 'askQuestion', id, text: 'Why?', ...(deckId === undefined ? {} : { deckId }) },
        start + 1,
      );
    ask('q1', 'attention.sink');
    ask('q2', 'attention.rows'); // from practice
    ask('q3', 'removed.since');
    ask('q4');
    assert.deepEqual(
      readingContext([], play.now, deck).asked,
      new Set(['https://arxiv.org/abs/2309.17453']),
    );
  });
});

describe('the reading list as Markdown', () => {
  it('has every work as a link, numbered in the order to read', () => {
    const text = readingMarkdown(sections({ atHand: ['lens'] }));
    for (const { link, why } of worksOf(builtInReading)) {
      assert.ok(text.includes(`](<${link}>), `), link);
      assert.ok(text.includes(why.replace(/[[\]]/g, '\\$&')), why);
    }
    assert.match(
      text,
      /^# Reading list\n\nIn the order to read\..*\n\n## Lens, at hand\n\n1\. \[interpreting GPT: the logit lens\]\(<https:\/\/www\.lesswrong\.com\/posts\/\S+>\), nostalgebraist, 2020\. Read .*\.\n2\. \[/,
    );
    assert.match(text, /\.\n\n## Surveys and books\n\n1\. /);
  });

  it('asks before what the job takes', () => {
    assert.match(
      readingMarkdown(sections({})),
      /\n\d\. Where could we .*\? \[Cargo Cult Science\]\(<.*>\), Feynman, 1974\. Report /,
    );
  });

  it('says what was asked in this session', () => {
    const text = readingMarkdown(
      sections({ asked: new Set(['https://arxiv.org/abs/2004.10102']) }),
    );
    assert.equal(text.match(/Asked in this session\./g)?.length, 1);
    assert.match(text, /Kobayashi et al\., 2020\. Asked in this session\. Weigh /);
  });

  it('shows what is written and runs none of it', () => {
    const hostile = '](https://evil.test) <script> **x** `y` $(zap)';
    const text = readingMarkdown([
      {
        title: hostile,
        items: [
          {
            prompt: hostile,
            title: hostile,
            authors: hostile,
            year: 2020,
            link: 'https://example.org/a',
            why: hostile,
            asked: false,
          },
        ],
      },
    ]);
    assert.doesNotMatch(text, /(?<!\\)[*`]|(?<!\\)<script|(?<!\\)\]\(https/);
  });
});
