import type { Phase } from '../core/question.ts';
import type { Framework, Technique } from './deck.ts';

/** The phases, the techniques and the frameworks, for people who write a deck. */
export const meanings: Readonly<Record<Phase | Technique | Framework, string>> = {
  start: 'Before anything is run.',
  middle: 'While the analysis is being written.',
  stuck: 'When nothing works, or nothing makes sense.',
  believe: 'When there is a result, before it is believed.',
  writeup: 'When the result is put into words.',
  any: 'Whatever the code is about.',
  gradient: 'Gradients of an output: saliency, integrated gradients, Grad-CAM.',
  attention: 'Attention patterns and heads.',
  probe: 'Classifiers on activations.',
  activation: 'Activations, and the inputs that excite a unit most.',
  patching: 'Activation patching and attribution patching.',
  lens: 'Logit lens, tuned lens, direct logit attribution.',
  features: 'Sparse autoencoders and their features.',
  steering: 'Steering by a direction that is added to activations.',
  remote: 'Models that run elsewhere.',
  transformers: 'Hugging Face Transformers.',
  'transformer-lens': 'TransformerLens 4.',
  'hooked-transformer': 'TransformerLens before version 4.',
  nnsight: 'Models in nnsight, here or on NDIF.',
  torch: 'PyTorch by itself.',
  torchvision: 'Models of torchvision.',
  captum: 'Captum.',
  keras: 'Keras and TensorFlow.',
  jax: 'JAX.',
  sklearn: 'Classifiers of scikit-learn.',
  ray: 'Ray.',
};
