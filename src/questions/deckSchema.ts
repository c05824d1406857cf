import * as v from 'valibot';
import { phases } from '../core/question.ts';
import { techniques } from './deck.ts';

const sentence = (most: number) =>
  v.pipe(
    v.string('write it as text, in quotes if it looks like a number or a date'),
    v.trim(),
    v.minLength(1, 'write something here'),
    v.maxLength(most, `write at most ${most} characters`),
  );

const id = v.pipe(
  v.string('write an id in quotes, such as "attention.sink"'),
  v.regex(
    /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
    'write small letters, digits, dots and hyphens, such as attention.sink',
  ),
  v.maxLength(80, 'write at most 80 characters'),
);

const oneOf = <const T extends readonly [string, ...string[]]>(options: T) =>
  v.picklist(options, `write one of ${options.join(', ')}`);

/** One value or a list of them, read as a list. */
const oneOrMore = <const T extends readonly [string, ...string[]]>(options: T) =>
  v.pipe(
    v.unknown(),
    v.transform((value): unknown => (Array.isArray(value) ? value : [value])),
    v.array(oneOf(options)),
    v.minLength(1, `write one of ${options.join(', ')}`),
  );

/** A publication, as written in a deck. */
export const publicationSchema = v.object(
  {
    title: sentence(300),
    authors: sentence(200),
    year: v.pipe(
      v.number('write the year as a number, such as 2019'),
      v.integer('write the year as a number, such as 2019'),
      v.minValue(1900, 'write the year as a number, such as 2019'),
      v.maxValue(2100, 'write the year as a number, such as 2019'),
    ),
    link: v.pipe(
      v.string('write a link that starts with https://'),
      v.regex(/^https:\/\/[^\s"'<>]+$/, 'write a link that starts with https://'),
    ),
  },
  'write title, authors, year and link',
);

/** A question, as written in a deck, save for its `source`, which is read by hand. */
export const questionSchema = v.object({
  id,
  text: sentence(300),
  why: sentence(600),
  phase: oneOrMore(phases),
  techniques: oneOrMore(techniques),
  check: v.optional(id),
});

/** The fields of each kind of entry, so that a misspelt one can be pointed out. */
export const fields = {
  deck: ['techniques', 'sources', 'questions'],
  question: ['id', 'text', 'why', 'phase', 'techniques', 'source', 'check'],
  publication: ['title', 'authors', 'year', 'link'],
} as const;
