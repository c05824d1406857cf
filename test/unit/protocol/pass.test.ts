import assert from 'node:assert/strict';
import { newSecret } from '../../../src/protocol/invite.ts';
import { passOf } from '../../../src/protocol/pass.ts';

describe('a pass', () => {
  const passKey = newSecret();

  it('is the same for a participant whenever the host makes it, and no other', () => {
    const pass = passOf(passKey, 'grace');
    assert.match(pass, /^[A-Za-z0-9_-]{22}$/);
    assert.equal(passOf(passKey, 'grace'), pass);
    assert.notEqual(passOf(newSecret(), 'grace'), pass);
    const ids = ['ada', 'Grace', 'grace ', '', '"grace"', '\ud800', '\ud801', '\ufffd'];
    const passes = new Set(ids.map((id) => passOf(passKey, id)));
    assert.equal(passes.size, ids.length);
    assert.ok(!passes.has(pass));
  });
});
