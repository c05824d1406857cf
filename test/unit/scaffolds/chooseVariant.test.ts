import assert from 'node:assert/strict';
import { chooseVariant } from '../../../src/scaffolds/chooseVariant.ts';
import { modelsInSight } from '../../../src/scaffolds/modelsInSight.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';
import { frameworksIn } from '../../../src/scaffolds/techniquesAt.ts';
import { catalog } from './inserted.ts';

function chosen(named: string, text = ''): string | undefined {
  const models = modelsInSight(readDocument(text), text.length);
  const around = { techniques: [], models, frameworks: frameworksIn(text) };
  return chooseVariant(named, catalog, around)?.id;
}

describe('the check for a question', () => {
  for (const named of ['attention.value-norm', 'attention.value-norm.transformers']) {
    it(`named ${named} is the one for the framework of the code`, () => {
      for (const [text, framework] of [
        ['import nnsight\n', 'nnsight'],
        ['from transformer_lens import HookedTransformer\n', 'hooked-transformer'],
        [
          'import torch\nfrom transformer_lens.model_bridge import TransformerBridge\n',
          'transformer-lens',
        ],
        ['import keras\n', 'keras'],
        ['import transformers\n', 'transformers'],
      ] as const) {
        assert.equal(chosen(named, text), `attention.value-norm.${framework}`, text);
      }
    });
  }

  it('follows the nearest model against what is imported before it', () => {
    const text = `import transformers
from nnsight import LanguageModel
model = LanguageModel("gpt2")
`;
    assert.equal(chosen('attention.value-norm.transformers', text), 'attention.value-norm.nnsight');
  });

  it('is of the framework that was named where the code tells nothing, or has no variant', () => {
    for (const text of ['', 'import numpy\n', 'import jax\n']) {
      assert.equal(
        chosen('attention.value-norm.transformers', text),
        'attention.value-norm.transformers',
      );
      assert.equal(chosen('gradient.completeness.captum', text), 'gradient.completeness.captum');
    }
  });

  it('is the first of the catalogue where neither name nor code tell a framework', () => {
    const first = catalog.scaffolds.find(({ id }) => id.startsWith('attention.value-norm.'));
    assert.equal(chosen('attention.value-norm'), first?.id);
  });

  it('is none where the catalogue has no such technique, method or framework', () => {
    for (const named of [
      '',
      'attention',
      'attention.',
      'attention.nothing',
      'nothing.value-norm',
      'attention.value-norm.nothing',
      'attention.value-norm.transformers.more',
    ]) {
      assert.equal(chosen(named, 'import transformers\n'), undefined, named);
    }
  });
});
