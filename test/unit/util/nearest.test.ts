import assert from 'node:assert/strict';
import { nearest } from '../../../src/util/nearest.ts';

const ids = ['attention.patterns.keras', 'probe.linear.keras', 'probe.linear.transformers'];

describe('nearest', () => {
  it('finds the word with a letter wrong, missing or too much', () => {
    assert.equal(nearest('probe.linaer.keras', ids), 'probe.linear.keras');
    assert.equal(nearest('probe.linear.transformer', ids), 'probe.linear.transformers');
    assert.equal(nearest('attentions.patterns.keras', ids), 'attention.patterns.keras');
  });

  it('finds the shortest that a word is the start of', () => {
    assert.equal(nearest('probe', ids.toReversed()), 'probe.linear.keras');
    assert.equal(nearest('a.bc', ['a.bc-def', 'a.bcd']), 'a.bcd');
  });

  it('finds nothing for a word that is like none', () => {
    assert.equal(nearest('saliency', ids), undefined);
    assert.equal(nearest('', ids), undefined);
    assert.equal(nearest('probe', []), undefined);
  });
});
