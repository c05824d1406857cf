import assert from 'node:assert/strict';
import { shippedCatalog } from '../../../src/scaffolds/shippedCatalog.ts';
import { catalog } from './inserted.ts';

describe('the catalogue that is shipped', () => {
  it('holds every scaffold as it was', () => {
    const shipped = shippedCatalog(JSON.parse(JSON.stringify(catalog.scaffolds)));
    assert.deepEqual(shipped.scaffolds, catalog.scaffolds);
    for (const scaffold of catalog.scaffolds) {
      assert.deepEqual(shipped.get(scaffold.id), scaffold);
    }
    assert.equal(shipped.get('attention.patterns.none'), undefined);
  });

  it('is refused when a scaffold lacks a field', () => {
    const [first] = catalog.scaffolds;
    assert.ok(first);
    const { picture: _, ...without } = first;
    assert.throws(() => shippedCatalog([without]), /picture/);
  });
});
