import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isLoopback } from '../../../src/protocol/loopback.ts';
import { type Handshake, isProof, newNonce, proofOf } from '../../../src/protocol/proof.ts';
import { refusalReasons, refusalText } from '../../../src/protocol/refusal.ts';
import {
  encodeMessage,
  type GuestMessage,
  parseGuestMessage,
  parseServerMessage,
  protocolVersion,
  type ServerMessage,
} from '../../../src/protocol/wire.ts';

const proof = 'A'.repeat(43);
const nonce = 'B'.repeat(22);
const entry = { revision: 1, at: 2, actor: 'ada', event: { type: 'sessionEnded' } } as const;

const fromGuest: { readonly [T in GuestMessage['type']]: Extract<GuestMessage, { type: T }> } = {
  prove: {
    type: 'prove',
    protocol: protocolVersion,
    sessionId: 's',
    participantId: 'ada',
    name: 'Ada',
    nonce,
    proof,
    memberProof: proof,
    seen: { revision: 3, at: 4 },
    returning: true,
  },
  append: { type: 'append', id: 1, after: 0, events: [entry.event] },
  ping: { type: 'ping', id: 1 },
};

const fromServer: { readonly [T in ServerMessage['type']]: Extract<ServerMessage, { type: T }> } = {
  hello: { type: 'hello', protocol: protocolVersion, nonce },
  waiting: { type: 'waiting', proof },
  welcome: { type: 'welcome', proof, pass: nonce, revision: 0, at: 1 },
  entries: { type: 'entries', entries: [entry] },
  appended: { type: 'appended', id: 1, revision: 1 },
  conflict: { type: 'conflict', id: 1, revision: 1 },
  notAppended: { type: 'notAppended', id: 1, because: 'unavailable', sentence: 'No.' },
  pong: { type: 'pong', id: 1, at: 1 },
  refused: { type: 'refused', reason: 'rate', proof },
};

describe('a message on the wire', () => {
  for (const message of Object.values(fromGuest)) {
    it(`comes out as it went in: ${message.type} from a guest`, () => {
      assert.deepEqual(parseGuestMessage(encodeMessage(message)), { ok: true, value: message });
      assert.ok(!parseServerMessage(encodeMessage(message)).ok);
    });
  }
  for (const message of Object.values(fromServer)) {
    it(`comes out as it went in: ${message.type} from the server`, () => {
      assert.deepEqual(parseServerMessage(encodeMessage(message)), { ok: true, value: message });
      assert.ok(!parseGuestMessage(encodeMessage(message)).ok);
    });
  }

  it('of another protocol is told from one that is malformed', () => {
    const other = parseServerMessage(JSON.stringify({ ...fromServer.hello, protocol: 1 }));
    assert.equal(other.ok ? '' : other.error.reason, 'version');
    const broken = parseServerMessage(JSON.stringify({ ...fromServer.hello, nonce: 7 }));
    assert.equal(broken.ok ? '' : broken.error.reason, 'malformed');
  });

  it('with one field changed is never taken for what it was not', async () => {
    const odd = fc.constantFrom<unknown>(null, -1, 1.5, '', [], {}, true, 'x'.repeat(5_000));
    const messages = fc.constantFrom(...Object.values(fromGuest));
    await fc.assert(
      fc.property(messages, fc.nat(), odd, (message, which, value) => {
        const fields = Object.keys(message);
        const changed = { ...message, [fields[which % fields.length] ?? 'type']: value };
        const parsed = parseGuestMessage(JSON.stringify(changed));
        if (parsed.ok) {
          assert.deepEqual(JSON.parse(encodeMessage(parsed.value)), changed);
        }
      }),
    );
  });

  it('that is any text never makes the parser throw', async () => {
    await fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.ok(!parseGuestMessage(text).ok);
        assert.ok(!parseServerMessage(text).ok);
      }),
    );
  });

  it('that refuses has a sentence for the person', () => {
    for (const reason of refusalReasons) {
      assert.match(refusalText(reason), /^[A-Z][^!]*[;,][^!]*\.$/);
    }
  });
});

describe('a proof', () => {
  const handshake: Handshake = {
    serverNonce: newNonce(),
    guestNonce: newNonce(),
    sessionId: 's',
    participantId: 'ada',
  };
  const secret = newNonce();
  const own = proofOf('guest', secret, handshake);

  it('holds for this secret and this handshake alone', () => {
    assert.ok(isProof(own, 'guest', secret, handshake));
    assert.ok(!isProof(own, 'server', secret, handshake));
    assert.ok(!isProof(own, 'member', secret, handshake));
    assert.ok(!isProof(own, 'guest', newNonce(), handshake));
    for (const field of Object.keys(handshake)) {
      assert.ok(!isProof(own, 'guest', secret, { ...handshake, [field]: newNonce() }), field);
    }
    assert.ok(!isProof('', 'guest', secret, handshake));
    assert.ok(!isProof(`${own}A`, 'guest', secret, handshake));
  });

  it('can not be carried over by moving characters between fields', () => {
    const shifted = { ...handshake, sessionId: 'sa', participantId: 'da' };
    assert.ok(!isProof(own, 'guest', secret, shifted));
  });
});

describe('an address', () => {
  it('is loopback only if it leads nowhere else', () => {
    for (const host of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) {
      assert.ok(isLoopback(host), host);
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', '127.1', '']) {
      assert.ok(!isLoopback(host), host);
    }
  });
});
