import * as v from 'valibot';

/** What kinds of value a scaffold may need; the reader knows how to find each in a document. */
export const needKinds = [
  'transformersModel',
  'tokenizer',
  'text',
  'texts',
  'labels',
  'groups',
  'features',
  'tokenIds',
  'torchModule',
  'imageBatch',
  'transformerBridge',
  'hookedTransformer',
  'nnsightModel',
  'kerasModel',
  'imageArray',
  'jaxFunction',
  'jaxParams',
  'cleanText',
  'corruptText',
  'answer',
  'wrongAnswer',
  'layer',
  'images',
  'imageLabels',
  'otherTexts',
  'otherFeatures',
  'featuresByLayer',
  'path',
] as const;
export type NeedKind = (typeof needKinds)[number];

/** The techniques of the catalogue: one folder each. */
export const techniques = [
  'gradient',
  'attention',
  'probe',
  'activation',
  'patching',
  'lens',
  'features',
  'steering',
  'remote',
] as const;
export type Technique = (typeof techniques)[number];

const line = v.pipe(
  v.string('write it as text, in quotes if it holds a colon'),
  v.trim(),
  v.minLength(1, 'write something here'),
  v.regex(/^[^\n]*$/, 'write it on one line'),
);

const pythonName = v.pipe(
  line,
  v.regex(/^[a-z_][a-z0-9_]*$/, 'write a Python name, such as model'),
);

const scaffoldId = v.pipe(
  line,
  v.regex(
    /^[a-z]+\.[a-z0-9-]+\.[a-z0-9-]+$/,
    'write technique.method.framework, such as attention.patterns.transformers',
  ),
);

const questionId = v.pipe(
  line,
  v.regex(
    /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
    'write ids of questions in src/questions/decks, such as attention.sink',
  ),
);

const sourceSchema = v.strictObject({
  title: line,
  authors: line,
  year: v.pipe(v.number('write the year as a number'), v.integer('write the year as a number')),
  link: v.pipe(line, v.startsWith('https://', 'write a link that starts with https://')),
});

/** The header of a scaffold: YAML in the docstring of its Python file. */
export const headerSchema = v.strictObject({
  id: scaffoldId,
  title: line,
  /** One line on what it tells. */
  description: line,
  /** The names that the document should have; each has a cell in the file that makes an example. */
  needs: v.array(
    v.strictObject({
      name: pythonName,
      kind: v.picklist(needKinds, `write one of ${needKinds.join(', ')}`),
      type: line,
    }),
  ),
  /** The names it leaves behind, with types and shapes. */
  yields: v.pipe(
    v.array(v.strictObject({ name: pythonName, type: line })),
    v.minLength(1, 'name at least one result'),
  ),
  /** What the figure shows. */
  picture: line,
  /** The answer that the tests know beforehand; a test asks for one from all but checks. */
  knownAnswer: v.optional(line),
  /** The id of the scaffold that checks this one's result. */
  check: v.optional(scaffoldId),
  /** The id of the scaffold whose result this one checks. */
  checks: v.optional(scaffoldId),
  /** The ids of the questions that it answers, or that its result should be asked; a test looks them up. */
  questions: v.pipe(v.array(questionId), v.minLength(1, 'name at least one question')),
  sources: v.pipe(v.array(sourceSchema), v.minLength(1, 'name at least one source')),
});

export type Header = v.InferOutput<typeof headerSchema>;
export type Need = Header['needs'][number];
