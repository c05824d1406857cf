import type { NeedKind } from '../header.ts';

const suffix = '(?:_\\w+|\\d*)';
const named = (names: string): RegExp => new RegExp(`^(?:${names})${suffix}$`);

/** Endings, and beginnings, of names for what was made of a text: `prompt_ids`, `logits_clean`. */
const made =
  'ids?|tokens?|len|lengths?|count|logits?|probs?|mask|embeds?|embeddings?|hidden|states?|cache|activations?|acts?|features?|encoded|encodings?|inputs?_ids|outputs?|run|loss|losses|scores?|metric|diff|difference|effects?|grads?|gradients?|norms?|index|indices|positions?|tensor|vectors?';
/** The pattern, but for names of what was made of such a thing. */
const notMadeOf = (pattern: RegExp): RegExp =>
  new RegExp(`^(?!(?:${made})_|\\w*_(?:${made})$)(?:${pattern.source})`);

const labels = '(?:labels?|ys?|targets|classes)(?:_(?!names?$)\\w+)?';
const texts = 'texts|sentences|prompts|strings|documents|docs|examples|reviews|passages|corpus';
const contrast =
  'other|neg|negatives?|neutral|harmless|opposite|contrast|contrasting|against|baseline|control';
const activations = 'features|activations|hidden|hidden_states|embeddings|representations';
const images = 'images|imgs|pictures|photos|pixel_values|batch|inputs|X';
const image = 'images?|img|picture|photo|pixel_values|x|batch|inputs?';
const model = '\\w*model|net|network|cnn|resnet|vit|classifier|backbone';

/** How people name what a need of this kind holds. */
export const usualNames: Readonly<Record<NeedKind, RegExp>> = {
  transformersModel: named('\\w*model|net|lm|llm|bert|gpt2?|encoder|decoder|transformer'),
  transformerBridge: named('\\w*model|\\w*bridge|net|lm|llm|gpt2?|transformer'),
  hookedTransformer: named('\\w*model|hooked\\w*|net|lm|llm|gpt2?|transformer'),
  nnsightModel: named('\\w*model|net|lm|llm|gpt2?|wrapped|traced|\\w*nnsight'),
  kerasModel: named(model),
  torchModule: named(model),
  jaxFunction: named(
    'apply|apply_fn|\\w*model|model_fn|net|network|predict|forward|logits|logits_fn',
  ),
  jaxParams: named('(?:\\w+_)?params|parameters|weights|variables|theta'),
  tokenizer: named('(?:\\w+_)?(?:tokenizer|tokeniser)|tok'),
  text: notMadeOf(named('text|sentence|prompt|string|query|passage')),
  texts: notMadeOf(named(texts)),
  otherTexts: new RegExp(
    `^(?:(?:${contrast})(?:_(?:${texts}))?|(?:${texts})_(?:${contrast}|b|2))$`,
  ),
  cleanText: notMadeOf(/^(?:clean(?:_\w+)?|\w+_clean)$/),
  corruptText: notMadeOf(
    /^(?:corrupt(?:ed)?(?:_\w+)?|\w+_corrupt(?:ed)?|counterfactual(?:_(?:text|prompt))?)$/,
  ),
  answer: named('answer|(?:correct|right|true|clean)_(?:answer|token)|answer_token|correct'),
  wrongAnswer:
    /^(?:(?:wrong|incorrect|other|false|corrupt(?:ed)?|counterfactual)_(?:answer|token)|answer_(?:wrong|incorrect|other|corrupt(?:ed)?)|wrong|incorrect|foil|distractor)$/,
  layer: /^(?:layer|(?:\w+_)?layer_name|target_layer|module_name|hook_(?:name|point))\d*$/,
  labels: new RegExp(`^${labels}$`),
  imageLabels: new RegExp(`^(?:(?:images?|digits?)_)?${labels}$`),
  groups:
    /^(?:groups?|subjects|templates|speakers|lemmas|\w*(?:group|template|subject|doc|pair)_ids)$/,
  features: new RegExp(`^(?:X|${activations})(?:_\\w+)?$`),
  otherFeatures: new RegExp(
    `^(?:(?:random|untrained|${contrast})_(?:X|${activations})|(?:X|${activations})_(?:random|untrained|${contrast}))$`,
  ),
  featuresByLayer: new RegExp(`^(?:(?:${activations})_by_layer|layer_(?:${activations}))$`),
  tokenIds: /^(?:X|(?:\w+_)?(?:(?:token|input)_?ids|ids)\d*)$/,
  imageBatch: named(image),
  imageArray: named(`${image}|array`),
  images: named(images),
  path: named('(?:\\w+_)?(?:path|folder|dir|directory)'),
};
