import assert from 'node:assert/strict';
import { packCatalog, unpackCatalog } from '../../../src/scaffolds/packedCatalog.ts';
import { catalog } from './inserted.ts';

describe('the packed catalogue', () => {
  it('holds every scaffold as it was', async () => {
    const unpacked = await unpackCatalog(await packCatalog(catalog));
    assert.deepEqual(unpacked.scaffolds, catalog.scaffolds);
    for (const scaffold of catalog.scaffolds) {
      assert.deepEqual(unpacked.get(scaffold.id), scaffold);
    }
    assert.equal(unpacked.get('attention.patterns.none'), undefined);
  });

  it('is refused when its end is missing', async () => {
    const packed = await packCatalog(catalog);
    await assert.rejects(unpackCatalog(packed.subarray(0, -100)));
  });

  it('is refused when a scaffold lacks a field', async () => {
    const [first] = catalog.scaffolds;
    assert.ok(first);
    const { picture: _, ...without } = first;
    const packed = await packCatalog({
      scaffolds: [without as typeof first],
      get: () => undefined,
    });
    await assert.rejects(unpackCatalog(packed), /picture/);
  });
});
