import assert from 'node:assert/strict';
import { modelsInSight } from '../../../src/scaffolds/modelsInSight.ts';
import { type Around, mixture, orderScaffolds } from '../../../src/scaffolds/orderScaffolds.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';
import type { Scaffold } from '../../../src/scaffolds/scaffold.ts';
import { frameworksIn } from '../../../src/scaffolds/techniquesAt.ts';
import { attention, saliency } from './inserted.ts';

function variant(of: Scaffold, method: string, framework: string, kind = ''): Scaffold {
  const id = `${of.technique}.${method}.${framework}`;
  const needs = of.needs.map((need) =>
    need.name === 'model' ? { ...need, kind: (kind || need.kind) as typeof need.kind } : need,
  );
  return { ...of, id, method, framework, needs };
}

const scaffolds = [
  variant(saliency, 'saliency', 'keras', 'kerasModel'),
  variant(saliency, 'saliency', 'torch'),
  variant(saliency, 'smooth', 'keras', 'kerasModel'),
  variant(saliency, 'cam', 'torch'),
  variant(attention, 'patterns', 'transformers'),
  variant(attention, 'patterns', 'nnsight', 'nnsightModel'),
];

function ordered(text: string, techniques: Around['techniques'] = []): string[] {
  const models = modelsInSight(readDocument(text), text.length);
  return orderScaffolds(scaffolds, { techniques, models, frameworks: frameworksIn(text) }).map(
    ({ id }) => id,
  );
}

describe('the scaffolds on offer', () => {
  it('keep the catalogue’s order where nothing is known', () => {
    assert.deepEqual(
      ordered(''),
      scaffolds.map(({ id }) => id),
    );
  });

  it('begin with the technique at the cursor', () => {
    assert.match(ordered('', ['attention'])[0] ?? '', /^attention/);
  });

  it('begin, within a technique, with what suits the document’s framework; others of its method follow', () => {
    assert.deepEqual(ordered('import torch\n').slice(0, 4), [
      'gradient.saliency.torch',
      'gradient.saliency.keras',
      'gradient.cam.torch',
      'gradient.smooth.keras',
    ]);
  });

  it('follow the nearest model, against what is imported beside it', () => {
    const text =
      'import torch\nimport keras\nfrom torch import nn\nnet = nn.Linear(2, 3)\nbig = keras.Sequential([])\n';
    assert.equal(ordered(text)[0], 'gradient.saliency.keras');
    assert.equal(ordered(text.replace(/big.*/, ''))[0], 'gradient.saliency.torch');
  });

  it('come with a sentence where models of two frameworks are in sight', () => {
    const text =
      'import torch\nimport keras\nnet = torch.nn.Linear(2, 3)\nbig = keras.Sequential([])\n';
    assert.equal(
      mixture(modelsInSight(readDocument(text), text.length)),
      'Nearest model: big (keras); this file also has one of torch.',
    );
    assert.equal(mixture(modelsInSight(readDocument(text), text.indexOf('net'))), undefined);
    assert.equal(mixture([]), undefined);
  });
});
