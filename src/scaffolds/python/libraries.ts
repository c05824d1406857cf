import type { NeedKind } from '../header.ts';
import { other, unknown, type Value } from './value.ts';

/** Classes and functions of libraries by their dotted path, and the needs that their result fills. */
const results: readonly (readonly [RegExp, readonly NeedKind[]])[] = [
  [/^(?:transformers\.(?:\w+\.)*)\w*Tokenizer(?:Fast|Base)?$/, ['tokenizer']],
  [
    /^(?:transformers\.(?:\w+\.)*)\w*ForImageClassification\w*$/,
    ['transformersModel', 'torchModule'],
  ],
  [
    /^(?:transformers\.(?:\w+\.)*)\w*(?:Model|PreTrainedModel|For[A-Z]\w*|ModelFor\w+|LMHeadModel)$/,
    ['transformersModel'],
  ],
  [
    /^(?:transformer_lens\.(?:\w+\.)*)?TransformerBridge(?:\.boot_(?:transformers|native))?$/,
    ['transformerBridge'],
  ],
  [
    /^(?:transformer_lens\.(?:\w+\.)*)?HookedTransformer(?:\.from_pretrained(?:_no_processing)?)?$/,
    ['hookedTransformer'],
  ],
  [
    /^nnsight\.(?:\w+\.)*(?:NNsight|TransformersModel|LanguageModel|VisionLanguageModel)$|^NNsight$/,
    ['nnsightModel'],
  ],
  [/^(?:tensorflow\.)?keras\.(?:\w+\.)*(?:Model|Sequential|Functional)$/, ['kerasModel']],
  [/^(?:tensorflow\.)?keras\.applications\.(?:\w+\.)*[A-Z]\w*$/, ['kerasModel']],
  [
    /^(?:tensorflow\.)?keras\.(?:\w+\.)*(?:load_model|clone_model|model_from_json)$/,
    ['kerasModel'],
  ],
  [/^torchvision\.models\.(?:[a-z]\w*\.)*[a-z]\w*$/, ['torchModule']],
  [/^timm\.create_model$|^torch\.(?:hub|jit)\.load$/, ['torchModule']],
  [/^torch\.nn\.(?:Module|Sequential|Linear)$/, ['torchModule']],
];

/** Calls whose result is no model, tokenizer, tensor or text of ours, whatever it is called. */
const fillsNothing: readonly RegExp[] = [
  /^PIL\.Image\.|^(?:cv2|matplotlib)\.|^torch\.device$|^(?:range|len|open|int|float)$/,
  /^(?:transformers|torch\.nn|torchvision)\.(?:\w+\.)*[A-Z]/,
  /^(?:sklearn|keras|tensorflow|jax|flax|transformer_lens|nnsight|sae_lens|sentence_transformers)\.(?:\w+\.)*[A-Z]/,
];

/** What an instance of a class is, from the class's dotted path. */
export function instanceOf(path: string): Value | undefined {
  const fills = results.find(([pattern]) => pattern.test(path))?.[1];
  if (fills) {
    return { is: 'object', fills };
  }
  if (/^(?:pathlib\.)?(?:Path|PosixPath|WindowsPath)$/.test(path)) {
    return { is: 'path' };
  }
  if (path === 'torch.Tensor') {
    return { is: 'tensor' };
  }
  return /^(?:numpy\.(?:ndarray|typing\.NDArray)|jax\.(?:Array|numpy\.ndarray))$/.test(path)
    ? { is: 'array' }
    : undefined;
}

/** What a call gives, from the dotted path of what is called. */
export function resultOf(path: string): Value {
  // A name that was never imported may have come from `import *`; `from_pretrained` tells enough.
  const loaded = /^(?:transformers\.(?:\w+\.)*)?(\w+)\.from_(?:pretrained|config)$/.exec(path);
  const known = instanceOf(path) ?? (loaded && instanceOf(`transformers.${loaded[1]}`));
  if (known) {
    return known;
  }
  if (path === 'dict') {
    return { is: 'dictionary' };
  }
  if (/^tempfile\.mkdtemp$|^(?:pathlib\.)?Path\.(?:cwd|home)$/.test(path)) {
    return { is: 'path' };
  }
  return loaded || fillsNothing.some((pattern) => pattern.test(path)) ? other : unknown;
}

/** What an instance of an own class is, from the dotted path of a class that it derives from. */
export function derivedFrom(path: string): Value | undefined {
  if (/^(?:torch\.)?nn\.Module$|LightningModule$/.test(path)) {
    return { is: 'object', fills: ['torchModule'] };
  }
  if (/PreTrainedModel$/.test(path)) {
    return { is: 'object', fills: ['transformersModel'] };
  }
  const known = instanceOf(path);
  return known?.is === 'object' ? known : undefined;
}
