import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Invite, newSecret } from '../../../src/protocol/invite.ts';
import { newNonce, proofOf } from '../../../src/protocol/proof.ts';
import {
  encodeMessage,
  parseGuestMessage,
  protocolVersion,
  type ServerMessage,
} from '../../../src/protocol/wire.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

describe('something that took the port of a session', () => {
  let server: WebSocketServer;
  let invite: Invite;
  /** What guests sent. */
  let heard: string[];

  beforeEach(async () => {
    heard = [];
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const secret = newSecret();
    invite = { version: 1, sessionId: 'session', hosts: ['127.0.0.1'], port, secret };
  });

  afterEach(() => {
    for (const client of server.clients) {
      client.terminate();
    }
    server.close();
  });

  /** Greets, and answers whatever guests send. */
  function answer(hello: string, reply: (text: string) => ServerMessage | undefined): void {
    server.on('connection', (socket: WebSocket) => {
      socket.send(hello);
      socket.on('message', (data) => {
        heard.push(data.toString());
        const message = reply(data.toString());
        if (message !== undefined) {
          socket.send(encodeMessage(message));
        }
      });
    });
  }

  const pass = newSecret();
  const hello = encodeMessage({ type: 'hello', protocol: protocolVersion, nonce: newNonce() });

  async function isNotBelieved(): Promise<void> {
    const joining = joinRemote(invite, { participantId: 'grace' });
    await assert.rejects(joining, /is not your partner's session; ask for a new invite/);
    assert.ok(!heard.some((text) => text.includes(invite.secret)));
  }

  it('is not believed without a proof of the secret', async () => {
    const proof = proofOf('server', newSecret(), {
      serverNonce: newNonce(),
      guestNonce: newNonce(),
      sessionId: 'session',
      participantId: 'grace',
    });
    answer(hello, () => ({ type: 'welcome', proof, pass, revision: 0, at: 1 }));
    await isNotBelieved();
  });

  it('can not have a guest wait for an answer without a proof of the secret', async () => {
    let waited = false;
    answer(hello, () => ({ type: 'waiting', proof: 'A'.repeat(43) }));
    const onWaiting = () => {
      waited = true;
    };
    const joining = joinRemote(invite, { participantId: 'grace', pass, onWaiting });
    await assert.rejects(joining, /is not your partner's session/);
    assert.ok(!waited);
    assert.ok(!heard.some((text) => text.includes(pass)));
  });

  it('is not believed when it sends the proof of the guest back', async () => {
    answer(hello, (text) => {
      const parsed = parseGuestMessage(text);
      return parsed.ok && parsed.value.type === 'prove'
        ? { type: 'welcome', proof: parsed.value.proof, pass, revision: 0, at: 1 }
        : undefined;
    });
    await isNotBelieved();
  });

  it('is not believed when it tells entries before it has proven anything', async () => {
    const event = { type: 'sessionEnded' } as const;
    const entries = [{ revision: 1, at: 1, actor: 'eve', event }];
    answer(hello, () => ({ type: 'entries', entries }));
    await isNotBelieved();
  });

  it('is not believed when it speaks of something else', async () => {
    answer('{"jsonrpc":"2.0"}', () => undefined);
    await isNotBelieved();
    assert.deepEqual(heard, []);
  });

  it('is given up when it takes the connection and never says a word', async () => {
    const timers = new ManualTimers();
    const taken = once(server, 'connection');
    const joining = joinRemote(invite, { participantId: 'grace', timers });
    await taken;
    timers.advance(20_000);
    await assert.rejects(joining, /Nobody answers at 127\.0\.0\.1/);
  });

  it('may speak another version of the protocol, which is said', async () => {
    answer(JSON.stringify({ type: 'hello', protocol: 7, challenge: 'novel' }), () => undefined);
    const joining = joinRemote(invite, { participantId: 'grace' });
    await assert.rejects(joining, /versions of Interpair that do not understand each other/);
  });
});
