/** What decks need of JSON Schema, draft 7, and of what editors add to it. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly if?: JsonSchema;
  readonly else?: JsonSchema;
  readonly defaultSnippets?: readonly Snippet[];
}

/** What an editor offers to write in the place of a value, with `${1:…}` for what is to be changed. */
export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: Readonly<Record<string, string>>;
}

/** A schema of valibot, or a step of its pipe, as far as it says what a value may be. */
interface Part {
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly wrapped?: Part;
  readonly item?: Part;
  readonly options?: readonly string[];
  readonly requirement?: unknown;
  readonly description?: string;
}

/**
 * The same in JSON Schema. One value or a list of them, which is read as a list, may be either.
 * @param meanings describes the options of picklists
 * @throws if the schema holds something that has no counterpart here
 */
export function jsonSchemaOf(part: Part, meanings: Readonly<Record<string, string>>): JsonSchema {
  const steps = stepsOf(part);
  const list = steps.find(({ type }) => type === 'array')?.item;
  if (list === undefined) {
    return Object.assign({}, ...steps.map((step) => keywords(step, meanings)));
  }
  const items = jsonSchemaOf(list, meanings);
  const description = steps.find((step) => step.description !== undefined)?.description;
  return {
    ...(description !== undefined && { description }),
    anyOf: [items, { type: 'array', items, minItems: 1 }],
  };
}

/** The steps of a pipe, and those of the pipes that it starts with. */
function stepsOf(part: Part): readonly Part[] {
  if (part.wrapped !== undefined) {
    return stepsOf(part.wrapped);
  }
  const [first, ...others] = part.pipe ?? [];
  return first === undefined ? [part] : [...stepsOf(first), ...others];
}

function keywords(step: Part, meanings: Readonly<Record<string, string>>): JsonSchema {
  const { type, requirement, entries = {}, options = [], description = '' } = step;
  switch (type) {
    case 'string':
      return { type };
    case 'trim':
      return { pattern: '\\S' };
    case 'min_length':
      return { minLength: Number(requirement) };
    case 'max_length':
      return { maxLength: Number(requirement) };
    case 'regex':
      return requirement instanceof RegExp ? { pattern: requirement.source } : {};
    case 'number':
    case 'integer':
      return { type: 'integer' };
    case 'min_value':
      return { minimum: Number(requirement) };
    case 'max_value':
      return { maximum: Number(requirement) };
    case 'picklist':
      return { enum: options, enumDescriptions: options.map((option) => meanings[option] ?? '') };
    case 'description':
      return { description };
    case 'object':
      return {
        type,
        properties: mapValues(entries, (entry) => jsonSchemaOf(entry, meanings)),
        required: Object.keys(entries).filter((key) => entries[key]?.type !== 'optional'),
        additionalProperties: false,
      };
    default:
      throw new Error(`There is no JSON Schema for "${type}".`);
  }
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
