import { phases } from '../core/question.ts';
import { techniques } from './deck.ts';
import { descriptions, fields, publicationSchema, questionSchema } from './deckSchema.ts';
import { type JsonSchema, jsonSchemaOf, type Snippet } from './jsonSchema.ts';
import { meanings } from './meanings.ts';

/** A place in a snippet where the cursor stops, with a text to replace. */
const stop = (place: number, text: string) => `\${${place}:${text}}`;
const choice = (place: number, options: readonly string[]) => `\${${place}|${options.join(',')}|}`;

// Where an editor writes its short name as well, that is the first stop.
const newSource: Snippet = {
  label: 'New source',
  description: 'A publication that questions come from.',
  body: {
    title: stop(2, 'Title'),
    authors: stop(3, 'Author et al.'),
    year: stop(4, '2025'),
    link: stop(5, 'https://arxiv.org/abs/'),
  },
};

const newQuestion: Snippet = {
  label: 'New question',
  description: 'A question with the fields that it has to have.',
  body: {
    id: stop(1, 'team.question'),
    text: stop(2, 'What would we see if we were wrong?'),
    why: stop(3, 'It is easily forgotten.'),
    phase: choice(4, phases),
    techniques: choice(5, techniques),
    source: stop(6, 'practice'),
  },
};

/** What a deck may hold, for editors: the schemas that decks are read by, as JSON Schema. */
export function deckJsonSchema(): JsonSchema {
  const publication = {
    ...jsonSchemaOf(publicationSchema, meanings),
    defaultSnippets: [newSource],
  };
  const question = jsonSchemaOf(questionSchema, meanings);
  const source: JsonSchema = {
    description: descriptions.source,
    anyOf: [{ type: 'string', minLength: 1 }, publication],
  };
  const ofQuestion: Readonly<Record<string, JsonSchema>> = { ...question.properties, source };
  const required = fields.question.filter(
    (field) => !['techniques', 'frameworks', 'check'].includes(field),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A deck of stupid questions',
    type: 'object',
    properties: {
      techniques: { ...ofQuestion.techniques, description: descriptions.techniques },
      sources: {
        description: descriptions.sources,
        type: 'object',
        additionalProperties: publication,
      },
      questions: {
        description: descriptions.questions,
        type: 'array',
        items: {
          ...question,
          properties: Object.fromEntries(
            fields.question.map((field) => [field, ofQuestion[field] ?? {}]),
          ),
          required,
          defaultSnippets: [newQuestion],
        },
      },
    },
    required: ['questions'],
    additionalProperties: false,
    // A question says what it is about where its deck does not.
    if: { required: ['techniques'] },
    else: { properties: { questions: { items: { required: ['techniques'] } } } },
  };
}
