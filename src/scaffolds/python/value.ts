import type { NeedKind } from '../header.ts';

/** What the reader can tell of a value without running the program. */
export type Value =
  /** Something imported, by its dotted path. */
  | { readonly is: 'import'; readonly path: string; readonly dotted?: string }
  /** An object that fills these needs for certain. */
  | { readonly is: 'object'; readonly fills: readonly NeedKind[] }
  /** Calling it gives these values: one, or several as a tuple. */
  | { readonly is: 'callable'; readonly returns: readonly Value[] }
  /** A string; a sentence has a space in it. */
  | { readonly is: 'string'; readonly sentence: boolean }
  /** A list of strings. */
  | { readonly is: 'strings'; readonly sentences: boolean }
  /** A list of numbers or booleans. */
  | { readonly is: 'numbers' }
  /** Cannot be told: the name is all there is to go by. */
  | { readonly is: 'unknown' }
  /** Known to be something that fills no need. */
  | { readonly is: 'other' };

export const unknown: Value = { is: 'unknown' };
export const other: Value = { is: 'other' };

const suffix = '(?:_\\w+|\\d*)';
const named = (names: string): RegExp => new RegExp(`^(?:${names})${suffix}$`);

/** How people name what a need of this kind holds. */
const usualNames: Readonly<Record<NeedKind, RegExp>> = {
  transformersModel: named('\\w*model|net|lm|llm|bert|gpt2?|encoder|decoder|transformer'),
  torchModule: named('\\w*model|net|network|cnn|resnet|vit|classifier|backbone'),
  tokenizer: named('(?:\\w+_)?(?:tokenizer|tokeniser)|tok'),
  text: named('text|sentence|prompt|string|query|passage'),
  texts: named('texts|sentences|prompts|strings|documents|docs|examples|reviews|passages|corpus'),
  labels: /^(?:labels?|ys?|targets?|classes)(?:_(?!names?$)\w+)?$/,
  groups:
    /^(?:groups?|subjects|templates|speakers|lemmas|\w*(?:group|template|subject|doc|pair)_ids)$/,
  features: /^(?:features|X|activations|hidden|hidden_states|embeddings|representations)(?:_\w+)?$/,
  imageBatch: named('images?|img|picture|pixel_values|x|batch|inputs?'),
};

/**
 * How well a named value fills a need: 2 for certain, 1 by its name or its content alone, 0 not at
 * all.
 */
export function fitness(kind: NeedKind, name: string, value: Value): 0 | 1 | 2 {
  const usual = usualNames[kind].test(name);
  switch (value.is) {
    case 'object':
      return value.fills.includes(kind) ? 2 : 0;
    case 'string':
      return kind === 'text' ? byName(usual, value.sentence) : 0;
    case 'strings':
      if (kind === 'texts') {
        return byName(usual, value.sentences);
      }
      return (kind === 'labels' || kind === 'groups') && usual ? 2 : 0;
    case 'numbers':
      return (kind === 'labels' || kind === 'groups') && usual ? 2 : 0;
    case 'unknown':
      return usual ? 1 : 0;
    default:
      return 0;
  }
}

function byName(usual: boolean, sentence: boolean): 0 | 1 | 2 {
  if (usual) {
    return 2;
  }
  return sentence ? 1 : 0;
}
