import assert from 'node:assert/strict';
import { portIn } from '../../../src/features/session/portIn.ts';

describe('a port that someone copied', () => {
  it('is read by itself, at the end of an address, and of a link', () => {
    for (const text of ['12345', ' 12345\n', 'localhost:12345', '127.0.0.1:12345', '[::1]:12345']) {
      assert.equal(portIn(text), 12_345, text);
    }
    assert.equal(portIn('http://localhost:12345/'), 12_345);
  });

  it('is none where there is none, or none like it', () => {
    for (const text of ['', 'localhost', '0', '65536', 'localhost:123456', '12a', 'host:12345/x']) {
      assert.equal(portIn(text), undefined, text);
    }
  });
});
