import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { dialSocket } from '../../../src/log/remote/dialSocket.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { type Invite, newSecret } from '../../../src/protocol/invite.ts';
import { newNonce, proofOf } from '../../../src/protocol/proof.ts';
import { refusalReasons } from '../../../src/protocol/refusal.ts';
import {
  encodeMessage,
  parseGuestMessage,
  protocolVersion,
  type ServerMessage,
} from '../../../src/protocol/wire.ts';
import { next } from '../../contract/collect.ts';
import { isTurnedAway } from '../../contract/isTurnedAway.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { memoryChannels } from '../../contract/memoryChannel.ts';
import { ServedSession } from '../../contract/servedSession.ts';

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

  it('is not believed when it turns a guest away with a proof that is none', async () => {
    answer(hello, (text) => {
      const parsed = parseGuestMessage(text);
      return parsed.ok && parsed.value.type === 'prove'
        ? { type: 'refused', reason: 'sessionEnded', proof: parsed.value.proof }
        : undefined;
    });
    await isNotBelieved();
  });

  it('may turn away who joins, and is taken at its word as long as nobody was let in', async () => {
    answer(hello, () => ({ type: 'refused', reason: 'sessionEnded' }));
    await isTurnedAway(joinRemote(invite, { participantId: 'grace' }), 'sessionEnded');
  });

  it('does not end the session for a window that comes back by itself', async () => {
    answer(hello, () => ({ type: 'refused', reason: 'sessionEnded' }));
    const joining = joinRemote(invite, { participantId: 'grace', returning: true });
    await assert.rejects(joining, UnavailableError);
  });

  it('does not end the session for a guest who was in it, whatever it says', async () => {
    const session = await new ServedSession().serve();
    const timers = new ManualTimers();
    const said: ServerMessage[] = refusalReasons.map((reason) => ({ type: 'refused', reason }));
    const hellos = [...said.map(() => hello), hello.replace(/"protocol":\d+/, '"protocol":99')];
    let isTaken = false;
    let dials = 0;
    const dial: typeof dialSocket = (address, socketTimers) => {
      if (!isTaken) {
        return dialSocket(address, socketTimers);
      }
      const number = dials++ % hellos.length;
      const [guestEnd, impostor] = memoryChannels();
      impostor.onMessage(() =>
        impostor.send(encodeMessage(said[number] ?? { type: 'pong', id: 1, at: 1 })),
      );
      setImmediate(() => impostor.send(hellos[number] ?? hello));
      return guestEnd;
    };
    const guest = await session.join('grace', { dial, timers });
    const lost = next(guest.onDidChangeConnection);
    isTaken = true;
    session.close();
    await lost;
    while (dials < hellos.length) {
      for (let turns = 0; turns < 20; turns++) {
        await turn();
      }
      timers.advance(8_000);
    }
    const { connection } = guest;
    assert.equal(connection, 'reconnecting');
    await session.serve();
    isTaken = false;
    const back = next(guest.onDidChangeConnection);
    const isBack = (): boolean => guest.connection === 'connected';
    while (!isBack()) {
      for (let turns = 0; turns < 20; turns++) {
        await turn();
      }
      timers.advance(1_000);
    }
    assert.deepEqual(await back, { connection: 'connected' });
    session.dispose();
  });

  it('may speak another version of the protocol, which is said', async () => {
    answer(JSON.stringify({ type: 'hello', protocol: 7, challenge: 'novel' }), () => undefined);
    const joining = joinRemote(invite, { participantId: 'grace' });
    await assert.rejects(joining, /versions of Interpair that do not understand each other/);
  });
});
