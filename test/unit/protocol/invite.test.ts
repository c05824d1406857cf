import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  encodeInvite,
  type Invite,
  inviteLink,
  newSecret,
  parseInvite,
} from '../../../src/protocol/invite.ts';

const invite: Invite = {
  version: 1,
  sessionId: '2026-11-23-induction-heads',
  hosts: ['127.0.0.1'],
  port: 40_123,
  secret: newSecret(),
};
const encrypted: Invite = {
  ...invite,
  hosts: ['192.168.1.5', '2001:db8::5'],
  fingerprint: Buffer.alloc(32, 7).toString('base64url'),
};
const word = encodeInvite(invite);
const link = inviteLink('vscodium', invite);

function errorOf(pasted: string): string {
  const parsed = parseInvite(pasted);
  assert.ok(!parsed.ok, `understood: ${pasted}`);
  return parsed.error;
}

describe('an invite', () => {
  it('is one word, or a link with the scheme of the editor', () => {
    assert.match(word, /^interpair1_[A-Za-z0-9_-]+$/);
    assert.equal(link, `vscodium://interpair.interpair/join?invite=${word}`);
  });

  it('has a secret of 128 bits', () => {
    assert.equal(Buffer.from(newSecret(), 'base64url').length, 16);
    assert.notEqual(newSecret(), newSecret());
  });

  const wrappings = {
    alone: word,
    'as a link': link,
    'with space around': `  \n\t${word}\r\n`,
    'in quotes': `"${word}"`,
    'in angle brackets': `<${link}>`,
    'in Markdown': `[join me](${link}) or \`${word}\``,
    'in a chat message': `Grace: here you go, ${link}. See you there!`,
    'in a link with more to it': `${link}&windowId=_blank`,
    'broken over lines by a mail program': `Here:\r\n${word.slice(0, 30)}\r\n${word.slice(30, 60)}\r\n  ${word.slice(60)}\r\nBye`,
    'behind one that is cut off': `${word.slice(0, 40)}, sorry: ${word}`,
  };
  for (const [how, pasted] of Object.entries(wrappings)) {
    it(`is understood ${how}`, () => {
      assert.deepEqual(parseInvite(pasted), { ok: true, value: invite });
    });
  }

  it('is understood for any session, hosts, port, secret and certificate', async () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    const bytes = (length: number) =>
      fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((array) => Buffer.from(array).toString('base64url'));
    await fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 50, unit: 'binary' }),
        fc.array(host, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 65_535 }),
        bytes(16),
        bytes(32),
        (sessionId, hosts, port, secret, fingerprint) => {
          const any: Invite = { version: 1, sessionId, hosts, port, secret, fingerprint };
          assert.deepEqual(parseInvite(inviteLink('code', any)), { ok: true, value: any });
        },
      ),
    );
  });

  it('fits into a message, and survives its lines, however many addresses a host has', () => {
    const hosts = Array.from(
      { length: 8 },
      (_, index) => `2001:db8:85a3:8d3:1319:8a2e:370:734${index}`,
    );
    const sessionId = '8c5ff0a4-3f3b-4c0e-9a55-0f8f0d1a2b3c';
    const long: Invite = { ...encrypted, sessionId, hosts };
    const encoded = encodeInvite(long);
    assert.ok(encoded.length < 700, `${encoded.length} characters`);
    const lines = encoded.match(/.{1,60}/g) ?? [];
    assert.deepEqual(parseInvite(lines.join('\r\n')), { ok: true, value: long });
  });

  it('beyond this machine is only taken with a certificate', () => {
    assert.deepEqual(parseInvite(encodeInvite(encrypted)), { ok: true, value: encrypted });
    for (const hosts of [
      ['192.168.1.5'],
      ['127.0.0.1', '192.168.1.5'],
      ['0.0.0.0'],
      ['example.org'],
    ]) {
      assert.match(
        errorOf(encodeInvite({ ...invite, hosts })),
        /^This invite leads to .* no certificate to encrypt the connection by; ask your partner/,
      );
    }
    for (const hosts of [['127.0.0.1', '::1'], ['localhost'], ['127.9.9.9']]) {
      assert.ok(parseInvite(encodeInvite({ ...invite, hosts })).ok);
    }
  });

  it('is noticed to be cut off, wherever it is cut', () => {
    for (let length = 'interpair1_'.length; length < word.length; length++) {
      assert.match(errorOf(word.slice(0, length)), /cut off/);
    }
  });

  it('is noticed to be altered, wherever it is', () => {
    for (let index = 'interpair1_'.length; index < word.length - 1; index++) {
      const other = word[index] === 'A' ? 'B' : 'A';
      assert.match(errorOf(word.slice(0, index) + other + word.slice(index + 1)), /altered/);
    }
  });

  it('of a newer version asks for an update', () => {
    assert.match(errorOf(word.replace('interpair1_', 'interpair2_')), /newer Interpair/);
  });

  it('is missed when there is none', () => {
    assert.match(errorOf(''), /no invite to read/);
    assert.match(errorOf(' \n '), /no invite to read/);
    assert.match(errorOf('https://example.com'), /not an Interpair invite/);
    assert.match(errorOf('interpair'), /not an Interpair invite/);
  });

  it('never throws, and accepts no nonsense', async () => {
    const pieces = fc.constantFrom('interpair1_', 'interpair', '_', word.slice(11), '\n', '1', '=');
    await fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const parsed = parseInvite(parts.join(''));
        assert.ok(!parsed.ok || parsed.value.secret === invite.secret);
        assert.ok(parsed.ok || /^[A-Z].*\.$/.test(parsed.error));
      }),
    );
  });

  it('can not lead to an address that is not one', () => {
    for (const host of ['', 'a b', 'evil/path', 'user@host', 'x'.repeat(300)]) {
      assert.match(errorOf(encodeInvite({ ...invite, hosts: [host] })), /altered/);
    }
    for (const hosts of [[], Array(9).fill('127.0.0.1')]) {
      assert.match(errorOf(encodeInvite({ ...invite, hosts })), /altered/);
    }
    for (const fingerprint of ['', 'A'.repeat(42), 'A'.repeat(44), '!'.repeat(43)]) {
      assert.match(errorOf(encodeInvite({ ...invite, fingerprint })), /altered/);
    }
    for (const port of [0, 65_536, 1.5]) {
      assert.match(errorOf(encodeInvite({ ...invite, port })), /altered/);
    }
  });
});
