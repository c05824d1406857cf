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
    it(`name ${scaffold.technique} first at the end of ${scaffold.id}`, () => {
      const { text } = insertAt('|', scaffold);
      const line = text.trimEnd().split('\n').length - 1;
      assert.equal(techniquesAt(text, line)[0], scaffold.technique);
    });
  }
});

describe('the frameworks of a document', () => {
  it('are those that it imports, as scaffolds call them', () => {
    const text =
      'import torch.nn as nn\nfrom transformers import AutoModel\nimport tensorflow as tf\nimport os\n';
    assert.deepEqual(frameworksIn(text), ['torch', 'transformers', 'keras']);
  });
});
