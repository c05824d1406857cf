import assert from 'node:assert/strict';
import { pack, unpack } from '../../../src/platform/content/packed.ts';

const content = [{ text: 'Which token is at index 0?', years: [1964, 2025] }, 'Ł\n"'];

describe('packed content', () => {
  it('is unpacked as it was', async () => {
    assert.deepEqual(await unpack(await pack(content)), content);
  });

  it('is refused when its end is missing', async () => {
    const packed = await pack(content);
    await assert.rejects(unpack(packed.subarray(0, -4)));
  });
});
