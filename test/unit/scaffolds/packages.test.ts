import assert from 'node:assert/strict';
import { missingPackages, packagesFor } from '../../../src/scaffolds/packages.ts';
import { attention, insertAt, saliency } from './inserted.ts';

const wanted = packagesFor(['torch', 'sklearn', 'transformer_lens', 'copy'], 'hooked-transformer');

describe('the packages of a scaffold', () => {
  it('are the modules that the inserted code uses, not those of examples that it does not bring', () => {
    assert.deepEqual(insertAt('|', saliency).plan.modules, [
      'matplotlib',
      'torch',
      'sklearn',
      'torchvision',
    ]);
    const { plan } = insertAt('import torch as t\nmodel = load()\nimage = load()\n|', saliency);
    assert.deepEqual(plan.modules, ['matplotlib', 'torch']);
    assert.ok(insertAt('|', attention).plan.modules.includes('transformers'));
  });

  it('are called as pip calls them', () => {
    assert.deepEqual(
      wanted.map(({ name }) => name),
      ['torch', 'scikit-learn', 'transformer-lens', 'copy'],
    );
  });

  it('are all there where their versions fit', () => {
    const found = { torch: '2.13.0+cpu', sklearn: '1.10', transformer_lens: '3.9.0', copy: null };
    assert.equal(missingPackages(wanted, found), undefined);
  });

  it('are named with their versions where one is missing, too old or too new', () => {
    const found = { torch: '2.5.1', transformer_lens: '4.3.0', copy: null };
    assert.deepEqual(missingPackages(wanted, found), {
      sentence:
        'To run this scaffold, the Python of this workspace needs torch 2.6 or newer, but has 2.5.1; scikit-learn 1.8 or newer, which is not installed; transformer-lens 2 or newer but before 4, but has 4.3.0.',
      command: 'python -m pip install "torch>=2.6" "scikit-learn>=1.8" "transformer-lens>=2,<4"',
    });
  });

  it('bring what Ray Data needs, which Ray alone does not', () => {
    assert.equal(
      missingPackages(packagesFor(['ray'], 'ray'), {})?.command,
      'python -m pip install "ray[data]"',
    );
  });

  it('differ by the side of a version that the scaffold is for', () => {
    const [bridge] = packagesFor(['transformer_lens'], 'transformer-lens');
    assert.ok(bridge && missingPackages([bridge], { transformer_lens: '3.9.0' }));
    assert.equal(missingPackages([bridge], { transformer_lens: '4.0.0b1' }), undefined);
  });
});
