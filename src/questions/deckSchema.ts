import * as v from 'valibot';
import { phases } from '../core/question.ts';
import { frameworks, techniques } from './deck.ts';

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

/** A publication, as written in a deck. The descriptions are shown to people who write one. */
export const publicationSchema = v.object(
  {
    title: v.pipe(sentence(300), v.description('The title, as it is printed.')),
    authors: v.pipe(
      sentence(200),
      v.description('As one would say it: Jain and Wallace, or Olsson et al.'),
    ),
    year: v.pipe(
      v.number('write the year as a number, such as 2019'),
      v.integer('write the year as a number, such as 2019'),
      v.minValue(1900, 'write the year as a number, such as 2019'),
      v.maxValue(2100, 'write the year as a number, such as 2019'),
      v.description('The year of its first public version.'),
    ),
    link: v.pipe(
      v.string('write a link that starts with https://'),
      v.regex(/^https:\/\/[^\s"'<>]+$/, 'write a link that starts with https://'),
      v.description('Where to read it: a link that starts with https://.'),
    ),
  },
  'write title, authors, year and link',
);

/** A question, as written in a deck, save for its `source`, which is read by hand. */
export const questionSchema = v.object({
  id: v.pipe(
    id,
    v.description(
      'Unique over all decks, and stable: it is written to the record of a session. Small letters, digits, dots and hyphens.',
    ),
  ),
  text: v.pipe(
    sentence(300),
    v.description('The question itself: short, spoken, and possible to answer.'),
  ),
  why: v.pipe(sentence(600), v.description('In one sentence, why it is worth asking.')),
  phase: v.pipe(
    oneOrMore(phases),
    v.description('When it is worth asking: a phase of the session, or a list of them.'),
  ),
  techniques: v.pipe(
    oneOrMore(techniques),
    v.description(
      'What it is about: a technique, a list of them, or any. May be left out where the deck names it.',
    ),
  ),
  frameworks: v.optional(
    v.pipe(
      oneOrMore(frameworks),
      v.description(
        'What it makes sense for, where it does not for all: a framework, or a list of them.',
      ),
    ),
  ),
  check: v.optional(
    v.pipe(id, v.description('The id of a scaffold that settles it, where code can.')),
  ),
});

/** The fields of each kind of entry, so that a misspelt one can be pointed out. */
export const fields = {
  deck: ['techniques', 'sources', 'questions'],
  question: ['id', 'text', 'why', 'phase', 'techniques', 'frameworks', 'source', 'check'],
  publication: ['title', 'authors', 'year', 'link'],
} as const;

/** The fields that are read by hand, for people who write them. */
export const descriptions = {
  techniques: 'What the questions of this deck are about that do not say it themselves.',
  sources: 'Publications that the questions come from, each under a short name.',
  questions: 'The questions of this deck.',
  source:
    'Where it comes from: practice, the name of an entry under sources, or title, authors, year and link.',
} as const;
