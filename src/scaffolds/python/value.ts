import type { NeedKind } from '../header.ts';
import { usualNames } from './usualNames.ts';

/** What the reader can tell of a value without running the program. */
export type Value =
  /** Something imported, by its dotted path. */
  | { readonly is: 'import'; readonly path: string; readonly dotted?: string }
  /** An object that fills these needs for certain. */
  | { readonly is: 'object'; readonly fills: readonly NeedKind[] }
  /** Calling it gives these values: one, or several as a tuple; its parameters, where known. */
  | {
      readonly is: 'callable';
      readonly returns: readonly Value[];
      readonly parameters?: readonly string[];
    }
  /** A string; a sentence has a space in it. */
  | { readonly is: 'string'; readonly sentence: boolean }
  /** A list of strings. */
  | { readonly is: 'strings'; readonly sentences: boolean }
  /** A list of numbers or booleans. */
  | { readonly is: 'numbers' }
  /** A tensor of torch, or an array of numpy or jax. */
  | { readonly is: 'tensor' | 'array' }
  | { readonly is: 'dictionary' }
  /** A path on disk. */
  | { readonly is: 'path' }
  /** Cannot be told: the name is all there is to go by. */
  | { readonly is: 'unknown' }
  /** Known to be something that fills no need. */
  | { readonly is: 'other' };

export const unknown: Value = { is: 'unknown' };
export const other: Value = { is: 'other' };

/** How well a value fills a need: 3 for certain, 2 by its name, 1 by its content alone, 0 not at all. */
export type Fitness = 0 | 1 | 2 | 3;

/** What both a tensor and an array may fill, by name. */
const ofBoth: readonly NeedKind[] = [
  'labels',
  'imageLabels',
  'groups',
  'features',
  'otherFeatures',
  'featuresByLayer',
  'tokenIds',
];
/** All other kinds are neither a tensor nor an array, whatever it is called. */
const ofTensors: readonly NeedKind[] = ['imageBatch', 'images', ...ofBoth];
const ofArrays: readonly NeedKind[] = ['imageArray', 'texts', ...ofBoth];

/** Kinds whose names may fit another kind's as well, but say more: `wrong_answer` is no answer. */
const narrower: Partial<Readonly<Record<NeedKind, readonly NeedKind[]>>> = {
  text: ['cleanText', 'corruptText', 'answer', 'wrongAnswer'],
  texts: ['otherTexts'],
  features: ['otherFeatures', 'featuresByLayer'],
  cleanText: ['corruptText'],
  answer: ['wrongAnswer'],
};

/** How well a named value fills a need. */
export function fitness(kind: NeedKind, name: string, value: Value): Fitness {
  const saysMore = narrower[kind]?.some((one) => usualNames[one].test(name)) ?? false;
  const usual = usualNames[kind].test(name) && !saysMore;
  switch (value.is) {
    case 'object':
      return value.fills.includes(kind) ? 3 : 0;
    case 'string':
      return stringFitness(kind, usual, value.sentence);
    case 'strings':
      if (kind === 'texts') {
        return byName(usual, value.sentences);
      }
      return usual && ['labels', 'groups', 'otherTexts'].includes(kind) ? 3 : 0;
    case 'numbers':
      return usual && ['labels', 'groups', 'imageLabels'].includes(kind) ? 3 : 0;
    case 'tensor':
      return usual && ofTensors.includes(kind) ? 2 : 0;
    case 'array':
      return usual && ofArrays.includes(kind) ? 2 : 0;
    case 'callable':
      return kind === 'jaxFunction' ? functionFitness(usual, value.parameters ?? []) : 0;
    case 'dictionary':
      return kind === 'jaxParams' && usual ? 2 : 0;
    case 'path':
      return kind === 'path' && usual ? 3 : 0;
    case 'unknown':
      return usual ? 2 : 0;
    default:
      return 0;
  }
}

function stringFitness(kind: NeedKind, usual: boolean, sentence: boolean): Fitness {
  switch (kind) {
    case 'text':
      return byName(usual, sentence);
    case 'layer':
      return usual && !sentence ? 3 : 0;
    case 'cleanText':
    case 'corruptText':
    case 'answer':
    case 'wrongAnswer':
    case 'path':
      return usual ? 3 : 0;
    default:
      return 0;
  }
}

/** A function of parameters and an input, as JAX libraries write a model. */
function functionFitness(usual: boolean, [first = '', ...rest]: readonly string[]): Fitness {
  if (rest.length !== 1 || !usualNames.jaxParams.test(first)) {
    return 0;
  }
  return usual ? 3 : 2;
}

function byName(usual: boolean, sentence: boolean): Fitness {
  if (usual) {
    return 3;
  }
  return sentence ? 1 : 0;
}
