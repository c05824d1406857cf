import assert from 'node:assert/strict';
import { decodeDeck } from '../../../src/questions/decodeDeck.ts';
import { ok } from '../../../src/util/result.ts';

/** What its author is told of these bytes. */
function refusal(bytes: Uint8Array): string {
  const decoded = decodeDeck(bytes);
  assert.ok(!decoded.ok);
  return decoded.error;
}

describe('decodeDeck', () => {
  it('reads UTF-8, without a byte order mark', () => {
    assert.deepEqual(decodeDeck(Buffer.from('why: é 🧠\n')), ok('why: é 🧠\n'));
    assert.deepEqual(decodeDeck(Buffer.from('\ufeffid: a')), ok('id: a'));
    assert.deepEqual(decodeDeck(new Uint8Array()), ok(''));
  });

  it('asks for UTF-8 in the place of UTF-16, of either order', () => {
    const bytes = Buffer.from('\ufeffid: a', 'utf16le');
    assert.match(refusal(bytes), /^The file is in UTF-16: save it with the encoding UTF-8\.$/);
    assert.equal(refusal(bytes.swap16()), refusal(Buffer.from('\ufeffid: a', 'utf16le')));
  });

  it('asks for UTF-8 in the place of Latin-1', () => {
    assert.match(refusal(Buffer.from('café', 'latin1')), /^The file is not in UTF-8: save it/);
  });

  it('takes bytes with a zero for no text', () => {
    assert.match(refusal(Buffer.from([0x89, 0x50, 0, 1])), /^The file holds no text: write a deck/);
  });
});
