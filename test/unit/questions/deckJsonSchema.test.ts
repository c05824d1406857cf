import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { deckJsonSchema } from '../../../src/questions/deckJsonSchema.ts';
import { fields } from '../../../src/questions/deckSchema.ts';
import type { JsonSchema } from '../../../src/questions/jsonSchema.ts';
import { loadDeck } from '../../../src/questions/loadDeck.ts';
import { builtInDeckFiles } from './builtInDeck.ts';

const schema = deckJsonSchema();
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary(['enumDescriptions', 'defaultSnippets']);
const validate = ajv.compile(schema);

const publication = 'title: T, authors: A, year: 2020, link: "https://a.test/"';
const good = `sources:
  someone: {${publication}}
questions:
  - id: team.first
    text: Which token is at index 0?
    why: It is rarely the one we think.
    phase: [middle, believe]
    techniques: probe
    source: someone
    check: probe.linear.transformers
`;

/** Every schema within a schema, with the way there. */
function* within(one: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  yield [path, one];
  const inside = { ...one.properties, ...(one.items && { '[]': one.items }) };
  for (const [key, value] of Object.entries(inside)) {
    yield* within(value, `${path}/${key}`);
  }
  for (const value of [...(one.anyOf ?? []), one.additionalProperties]) {
    if (typeof value === 'object') {
      yield* within(value, path);
    }
  }
}

describe('the JSON schema of decks', () => {
  for (const { path, text } of builtInDeckFiles) {
    it(`accepts ${path}`, () => {
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
    });
  }

  it('accepts what has every field', () => {
    assert.deepEqual(loadDeck(good, 'x').mistakes, []);
    assert.ok(validate(parse(good)), JSON.stringify(validate.errors));
  });

  for (const [what, from, to] of [
    ['a phase that is none', '[middle, believe]', 'begin'],
    ['a list with an entry that is none', '[middle, believe]', '[middle, begin]'],
    ['an empty list', '[middle, believe]', '[]'],
    ['a technique that is none', 'probe\n', 'attn\n'],
    ['techniques that neither question nor deck names', '    techniques: probe\n', ''],
    ['a missing field', / {4}why.*\n/, ''],
    ['an empty text', 'Which token is at index 0?', '" "'],
    ['a text that is too long', 'Which', 'Which '.repeat(60)],
    ['a number for a text', 'Which token is at index 0?', '42'],
    ['an id with a space', 'team.first', 'team first'],
    ['a misspelt field', 'check:', 'chek:'],
    ['a misspelt field of the deck', 'sources:', 'source:'],
    ['a year in words', '2020', 'soon'],
    ['a year of long ago', '2020', '20'],
    ['a link that is not https', 'https:', 'javascript:'],
    ['a source without authors', 'authors: A, ', ''],
    ['a source that is a number', 'source: someone', 'source: 7'],
    ['questions that are no list', /questions:[\s\S]*/, 'questions: 7'],
    ['a deck without questions', /questions:[\s\S]*/, ''],
  ] as const) {
    it(`refuses ${what}, as the reader does`, () => {
      const text = good.replace(from, to);
      assert.notEqual(text, good);
      assert.notDeepEqual(loadDeck(text, 'x').mistakes, []);
      assert.ok(!validate(parse(text)));
    });
  }

  it('lets the deck name the techniques of its questions', () => {
    const text = `techniques: [probe, lens]\n${good.replace('    techniques: probe\n', '')}`;
    assert.deepEqual(loadDeck(text, 'x').mistakes, []);
    assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  });

  it('knows the fields that the reader knows, in their order', () => {
    const question = schema.properties?.questions?.items;
    const publications = schema.properties?.sources?.additionalProperties;
    assert.ok(typeof publications === 'object');
    assert.deepEqual(Object.keys(schema.properties ?? {}), [...fields.deck]);
    assert.deepEqual(Object.keys(question?.properties ?? {}), [...fields.question]);
    assert.deepEqual(Object.keys(publications.properties ?? {}), [...fields.publication]);
  });

  it('describes every field and every option', () => {
    let described = 0;
    for (const [path, one] of within(schema)) {
      for (const [field, { description }] of Object.entries(one.properties ?? {})) {
        assert.match(description ?? '', /^[A-Z].*\.$/, `${path}/${field}`);
        described += 1;
      }
      assert.equal(one.enumDescriptions?.length, one.enum?.length, path);
      for (const description of one.enumDescriptions ?? []) {
        assert.match(description, /^[A-Z].*\.$/, path);
      }
    }
    assert.ok(described >= 14, `${described}`);
  });
});
