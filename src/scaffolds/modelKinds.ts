import type { NeedKind } from './header.ts';

/** Kinds of need that hold a model, with the framework that each is of. */
export const frameworkOf: Partial<Readonly<Record<NeedKind, string>>> = {
  transformersModel: 'transformers',
  torchModule: 'torch',
  transformerBridge: 'transformer-lens',
  hookedTransformer: 'hooked-transformer',
  nnsightModel: 'nnsight',
  kerasModel: 'keras',
  jaxFunction: 'jax',
  jaxParams: 'jax',
};

export function isModel(kind: NeedKind): boolean {
  return frameworkOf[kind] !== undefined;
}
