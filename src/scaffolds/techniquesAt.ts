import type { Technique } from './header.ts';
import { type PythonDocument, readDocument } from './python/document.ts';
import { countUpTo, lineStarts } from './python/lines.ts';
import { childrenOf, type SyntaxNode, textOf } from './python/tree.ts';

/** Names in code, of anything but plain strings and comments, that tell of a technique. */
const signs: readonly (readonly [RegExp, Technique])[] = [
  [
    /^(?:output_attentions|attn_implementation|attentions?|\w*attention_\w+|\w*_attention|attn)$/,
    'attention',
  ],
  [/^(?:heads|head_\w+|\w*_heads|knockouts?|knockout_\w+|ablat\w+)$/, 'attention'],
  [
    /^(?:backward|grad|autograd|requires_grad_?|GradientTape|Saliency|IntegratedGradients|NoiseTunnel|\w*GradCam)$/,
    'gradient',
  ],
  [/^(?:\w*saliency\w*|\w*gradients?|\w*randomisation|\w*attributions?(?:_\w+)?)$/i, 'gradient'],
  [
    /^(?:LogisticRegression(?:CV)?|LinearSVC|RidgeClassifier|SGDClassifier|cross_val_score|control_task|\w*probe\w*)$/,
    'probe',
  ],
  [/^(?:pooled_hidden_states|StratifiedGroupKFold|DummyClassifier)$/, 'probe'],
  [
    /^(?:register_forward_(?:pre_)?hook|create_feature_extractor|run_with_cache|output_hidden_states|hidden_states)$/,
    'activation',
  ],
  [/^(?:\w*activations?|cached?_\w+|\w*top_(?:examples?|texts|images))$/, 'activation'],
  [/^(?:run_with_hooks|\w*patch(?:ing|ed)?(?:_\w+)?)$/, 'patching'],
  [/^(?:(?!transformer_)\w*lens|lens_\w+|lm_head|unembed\w*|W_U)$/, 'lens'],
  [/^(?:SAE|sae|sae_lens|\w*autoencoder)$/i, 'features'],
  [/^(?:\w*steer\w*|control_vector)$/, 'steering'],
  [/^(?:remote|ndif)$/i, 'remote'],
];

const frameworks: Readonly<Record<string, readonly string[]>> = {
  transformers: ['transformers'],
  torch: ['torch'],
  torchvision: ['torchvision', 'torch'],
  sklearn: ['sklearn'],
  keras: ['keras'],
  tensorflow: ['keras'],
  jax: ['jax'],
  nnsight: ['nnsight'],
  captum: ['captum'],
  ray: ['ray'],
};

/** A sign in another cell counts as this many lines further away. */
const OTHER_CELL = 1000;

/**
 * Which techniques stand around a line, by what the code there calls and names; the nearest first.
 * @param line counted from 0
 */
export function techniquesAt(text: string, line: number): readonly Technique[] {
  return techniquesIn(readDocument(text), line);
}

export function techniquesIn(
  { text, tree, cells }: PythonDocument,
  line: number,
): readonly Technique[] {
  const starts = lineStarts(text);
  const lineOf = (at: number): number => countUpTo(starts, at) - 1;
  const cellLines = cells.map(lineOf);
  const cellOf = (at: number): number => countUpTo(cellLines, at);
  const nearest = new Map<Technique, number>();
  const visit = (node: SyntaxNode): void => {
    if (node.name === 'VariableName' || node.name === 'PropertyName') {
      const technique = signs.find(([sign]) => sign.test(textOf(tree, node)))?.[1];
      if (technique !== undefined) {
        const at = lineOf(node.from);
        const distance = Math.abs(at - line) + (cellOf(at) === cellOf(line) ? 0 : OTHER_CELL);
        const before = nearest.get(technique) ?? Number.POSITIVE_INFINITY;
        nearest.set(technique, Math.min(distance, before));
      }
    }
    // What is imported tells which libraries are in use, not what is being done here.
    if (node.name !== 'ImportStatement') {
      childrenOf(node).forEach(visit);
    }
  };
  visit(tree.root);
  return [...nearest].toSorted(([, a], [, b]) => a - b).map(([technique]) => technique);
}

/** The frameworks that a document imports, as scaffolds call them, in the order of import. */
export function frameworksIn(text: string): readonly string[] {
  return frameworksOf(readDocument(text));
}

/** First those that the document itself imports, then those of the project's modules that it uses. */
export function frameworksOf({ text, imports, modules }: PythonDocument): readonly string[] {
  const names = imports.flatMap((statement) => statement.names);
  const found = names.flatMap(({ path, dotted }) => {
    const top = path.split('.')[0] ?? '';
    return top === 'transformer_lens'
      ? transformerLens(text, dotted ?? path)
      : (frameworks[top] ?? []);
  });
  const ofModules = [...modules.values()].flatMap((module) =>
    frameworksOf(readDocument(module.text, module.modules)),
  );
  return [...new Set([...found, ...ofModules])];
}

/** TransformerLens before version 4 has what version 4 removed, under the same name. */
function transformerLens(text: string, path: string): string {
  const isOld = /\.(?:HookedTransformer(?:Config)?|utils|train|loading\w*)\b/.test(path);
  const usesOld = /\bHookedTransformer\b/.test(text) && !/\bTransformerBridge\b/.test(text);
  return isOld || usesOld ? 'hooked-transformer' : 'transformer-lens';
}
