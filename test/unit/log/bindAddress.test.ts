import assert from 'node:assert/strict';
import { loopback, parseBindAddress } from '../../../src/log/bindAddress.ts';

describe('the address to listen on', () => {
  const addresses = {
    '127.0.0.1': loopback,
    ' 192.168.1.5 ': { host: '192.168.1.5' },
    '192.168.1.5:4747': { host: '192.168.1.5', port: 4747 },
    '0.0.0.0': { host: '0.0.0.0' },
    '0.0.0.0:1': { host: '0.0.0.0', port: 1 },
    '::': { host: '::' },
    '::1': { host: '::1' },
    '[::1]': { host: '::1' },
    '[::1]:4747': { host: '::1', port: 4747 },
    '2001:db8::7:4747': { host: '2001:db8::7:4747' },
    '[2001:db8::7]:65535': { host: '2001:db8::7', port: 65_535 },
  };
  for (const [text, value] of Object.entries(addresses)) {
    it(`may be "${text}"`, () => {
      assert.deepEqual(parseBindAddress(text), { ok: true, value });
    });
  }

  const mistakes = [
    ...['', 'localhost', 'example.org:80', 'http://127.0.0.1', '127.0.0.1/8', '256.0.0.1', '127.1'],
    ...['[127.0.0.1]:80', '[::1', '::1]:80', 'fe80::1%eth0', '127.0.0.1:', '127.0.0.1:port', ':80'],
  ];
  for (const text of mistakes) {
    it(`is not "${text}", which is said with what to write instead`, () => {
      const parsed = parseBindAddress(text);
      assert.ok(!parsed.ok);
      assert.match(
        parsed.error,
        /^".*" is no address .* interpair\.connection\.bindAddress to .*\.$/,
      );
    });
  }

  it('has a port that there is', () => {
    for (const text of ['127.0.0.1:0', '127.0.0.1:65536', '[::1]:99999']) {
      const parsed = parseBindAddress(text);
      assert.ok(!parsed.ok);
      assert.match(
        parsed.error,
        /^There is no port \d+; .*bindAddress.* from 1 to 65535, or none\.$/,
      );
    }
  });
});
