import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { newSecret } from '../../../src/protocol/invite.ts';
import { sessionPorts } from '../../../src/protocol/sessionPorts.ts';

describe('the ports of a session', () => {
  it('are the same for everyone who has the secret', () => {
    const secret = newSecret();
    assert.deepEqual(sessionPorts(secret), sessionPorts(secret));
    assert.deepEqual(sessionPorts('AAAAAAAAAAAAAAAAAAAAAA'), [31_442, 26_636, 21_991, 21_065]);
  });

  it('are other ones for another secret', () => {
    const [first, second] = [newSecret(), newSecret()];
    assert.notDeepEqual(sessionPorts(first), sessionPorts(second));
  });

  it('are four, below those that a system gives to whoever asks for any', async () => {
    await fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const ports = sessionPorts(Buffer.from(bytes).toString('base64url'));
        assert.equal(new Set(ports).size, 4);
        assert.ok(ports.every((port) => port >= 20_000 && port < 32_000));
      }),
    );
  });
});
