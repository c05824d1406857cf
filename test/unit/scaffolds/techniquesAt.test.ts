import assert from 'node:assert/strict';
import { frameworksIn, techniquesAt } from '../../../src/scaffolds/techniquesAt.ts';
import { catalog, insertAt } from './inserted.ts';

describe('the techniques at a line', () => {
  const code = [
    'import torch',
    'from sklearn.linear_model import LogisticRegression',
    'out = net(x, output_attentions=True)',
    'loss.backward()',
    '"LogisticRegression in a string"',
    '# LogisticRegression in a comment',
    'fit = LogisticRegression().fit(X, y)',
  ].join('\n');

  it('are those that the code shows, the nearest first', () => {
    assert.deepEqual(techniquesAt(code, 2), ['attention', 'gradient', 'probe']);
    assert.deepEqual(techniquesAt(code, 6), ['probe', 'gradient', 'attention']);
  });

  it('do not come from strings, comments or imports', () => {
    const lines = code.split('\n');
    assert.deepEqual(techniquesAt([...lines.slice(0, 2), ...lines.slice(4, 6)].join('\n'), 2), []);
  });

  it('come from the cell at the line first', () => {
    const cells = '# %%\nloss.backward()\n# %%\n\n\n\n\nout.attentions\n';
    assert.deepEqual(techniquesAt(cells, 3), ['attention', 'gradient']);
  });

  it('are none in an empty or a broken document', () => {
    assert.deepEqual(techniquesAt('', 0), []);
    assert.deepEqual(techniquesAt('def (((\n"""', 5), []);
  });

  for (const scaffold of catalog.scaffolds) {
    it(`name ${scaffold.technique} at the end of ${scaffold.id}`, () => {
      const { text } = insertAt('|', scaffold);
      const line = text.trimEnd().split('\n').length - 1;
      assert.ok(techniquesAt(text, line).includes(scaffold.technique));
    });
  }
});

describe('the frameworks of a document', () => {
  it('are those that it imports, as scaffolds call them', () => {
    const text =
      'import torch.nn as nn\nfrom transformers import AutoModel\nimport tensorflow as tf\nimport os\n';
    assert.deepEqual(frameworksIn(text), ['torch', 'transformers', 'keras']);
  });

  const versions: Readonly<Record<string, string>> = {
    'from transformer_lens.model_bridge import TransformerBridge': 'transformer-lens',
    'import transformer_lens': 'transformer-lens',
    'from transformer_lens import HookedTransformer': 'hooked-transformer',
    'import transformer_lens.utils as utils': 'hooked-transformer',
    'import transformer_lens as tl\nmodel = tl.HookedTransformer.from_pretrained("gpt2")':
      'hooked-transformer',
  };
  for (const [code, framework] of Object.entries(versions)) {
    it(`tell ${framework} by ${code.split('\n').at(-1)}`, () => {
      assert.deepEqual(frameworksIn(code), [framework]);
    });
  }
});
