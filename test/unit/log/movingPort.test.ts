import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { dialSocket } from '../../../src/log/remote/dialSocket.ts';
import type { RemoteLog } from '../../../src/log/remote/remoteLog.ts';
import { TurnedAwayError } from '../../../src/log/turnedAwayError.ts';
import { newNonce } from '../../../src/protocol/proof.ts';
import type { ServerAddress } from '../../../src/protocol/serverAddress.ts';
import { sessionPorts } from '../../../src/protocol/sessionPorts.ts';
import { encodeMessage, protocolVersion } from '../../../src/protocol/wire.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../src/util/disposable.ts';
import { next } from '../../contract/collect.ts';
import { question } from '../../contract/events.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { memoryChannels } from '../../contract/memoryChannel.ts';
import { ServedSession } from '../../contract/servedSession.ts';

/** Retries at once: a test waits for what happens, not for time to pass. */
const eager = { random: () => 0.999_999 };

describe('a host whose port moves', () => {
  let session: ServedSession;
  let others: DisposableStore;

  beforeEach(async () => {
    session = new ServedSession();
    others = new DisposableStore();
    session.ports = [...sessionPorts(session.secret), 0];
    await session.serve();
  });

  afterEach(() => {
    session.dispose();
    others.dispose();
  });

  function connected(guest: RemoteLog): Promise<unknown> {
    return next(guest.onDidChangeConnection, ({ connection }) => connection === 'connected');
  }

  function anotherSession(): ServedSession {
    const other = new ServedSession();
    other.sessionId = 'another';
    return other;
  }

  async function assertFoundAgain(takePort: (port: number) => Promise<Disposable>): Promise<void> {
    const { port, secret } = session.invite;
    let dials = 0;
    let onDial: (() => void) | undefined;
    const dial: typeof dialSocket = (address, timers) => {
      dials++;
      onDial?.();
      return dialSocket(address, timers);
    };
    const guest = await session.join('grace', { dial, ...eager });
    const lost = next(guest.onDidChangeConnection);
    session.close();
    others.add(await takePort(port));
    await lost;
    const back = connected(guest);
    const wholeRound = dials + sessionPorts(secret).length;
    await new Promise<void>((resolve) => {
      onDial = () => dials > wholeRound && resolve();
    });
    await session.serve();
    assert.notEqual(session.invite.port, port);
    await back;
    assert.equal(await guest.append([question('a')], 0), 1);
  }

  it('is found again when a program that says nothing took its port', () =>
    assertFoundAgain(async (port) => {
      const server = createServer((socket) => socket.destroy());
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return toDisposable(() => server.close());
    }));

  it('is found again when a program that speaks of something else took its port', () =>
    assertFoundAgain(async (port) => {
      const server = new WebSocketServer({ host: '127.0.0.1', port });
      server.on('connection', (socket) => socket.send('{"jsonrpc":"2.0"}'));
      await once(server, 'listening');
      return toDisposable(() => {
        for (const client of server.clients) {
          client.terminate();
        }
        server.close();
      });
    }));

  it('is found again when what took its port says that the session has ended', () =>
    assertFoundAgain(async (port) => {
      const server = new WebSocketServer({ host: '127.0.0.1', port });
      server.on('connection', (socket) => {
        socket.send(encodeMessage({ type: 'hello', protocol: protocolVersion, nonce: newNonce() }));
        socket.send(encodeMessage({ type: 'refused', reason: 'sessionEnded' }));
      });
      await once(server, 'listening');
      return toDisposable(() => {
        for (const client of server.clients) {
          client.terminate();
        }
        server.close();
      });
    }));

  it('is found again when another session took its port', () =>
    assertFoundAgain(async (port) => {
      const other = anotherSession();
      other.ports = [port];
      return other.serve();
    }));

  it('is waited for, and the person told why, when the host has come back with another version', async () => {
    const { secret, port } = session.invite;
    const wholeRound = sessionPorts(secret).length;
    let dials = 0;
    let onDial: (() => void) | undefined;
    const dial: typeof dialSocket = (address, timers) => {
      dials++;
      onDial?.();
      return dialSocket(address, timers);
    };
    const guest = others.add(await session.join('grace', { dial, ...eager }));
    const lost = next(guest.onDidChangeConnection);
    session.close();
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    const hello = { type: 'hello', protocol: protocolVersion + 1, nonce: newNonce() };
    server.on('connection', (socket) => socket.send(JSON.stringify(hello)));
    await once(server, 'listening');
    others.add(toDisposable(() => server.close()));
    await lost;
    await new Promise<void>((resolve) => {
      onDial = () => dials > 2 * wholeRound + 1 && resolve();
    });
    assert.equal(guest.connection, 'reconnecting');
    await assert.rejects(guest.append([question('a')], 0), /versions of Interpair.*update it/);
  });

  it('is found by those who have an old invite', async () => {
    const { invite } = session;
    const server = createServer((socket) => socket.destroy());
    session.close();
    server.listen(invite.port, '127.0.0.1');
    await once(server, 'listening');
    await session.serve();
    assert.notEqual(session.invite.port, invite.port);
    const guest = await joinRemote(invite, { participantId: 'grace' });
    assert.equal(guest.connection, 'connected');
    guest.dispose();
    server.close();
  });

  it('is looked for on every port before a guest says that nobody answers', async () => {
    const { invite } = session;
    session.close();
    const tried: number[] = [];
    const dial: typeof dialSocket = (address, timers) => {
      tried.push(address.port);
      return dialSocket(address, timers);
    };
    const joining = joinRemote({ ...invite, port: 4747 }, { participantId: 'grace', dial });
    await assert.rejects(joining, /Nobody answers at 127\.0\.0\.1:4747; your partner/);
    assert.deepEqual(tried, [4747, ...sessionPorts(invite.secret)]);
  });

  it('is told from another session, where that is all there is', async () => {
    const other = others.add(await anotherSession().serve());
    const invite = { ...session.invite, port: other.invite.port };
    session.close();
    await assert.rejects(joinRemote(invite, { participantId: 'grace' }), (error) => {
      assert.ok(error instanceof TurnedAwayError);
      assert.equal(error.reason, 'wrongSession');
      return true;
    });
  });

  it('is looked for where it was last, then elsewhere, and less often after each round', async () => {
    const timers = new ManualTimers();
    let tried: number[] = [];
    let isReachable = true;
    let onRound: (() => void) | undefined;
    const ports = sessionPorts(session.secret);
    const dial = (address: ServerAddress) => {
      tried.push(address.port);
      if (isReachable) {
        return dialSocket(address, timers);
      }
      const [here, there] = memoryChannels();
      there.dispose();
      if (tried.length === ports.length) {
        onRound?.();
      }
      return here;
    };
    const guest = await session.join('grace', { dial, timers, random: () => 0 });
    assert.deepEqual(tried, [session.invite.port]);
    isReachable = false;
    const lost = next(guest.onDidChangeConnection);
    session.close();
    await lost;
    for (const delay of [250, 500, 1_000]) {
      tried = [];
      const round = new Promise<void>((resolve) => {
        onRound = resolve;
      });
      timers.advance(delay - 1);
      assert.deepEqual(tried, []);
      timers.advance(1);
      await round;
      assert.deepEqual(tried, ports);
      await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
      assert.deepEqual(tried, ports);
    }
    isReachable = true;
    session.ports = ports.slice(2);
    await session.serve();
    const back = connected(guest);
    tried = [];
    timers.advance(2_000);
    await back;
    assert.deepEqual(tried, ports.slice(0, 3));
    const lostAgain = next(guest.onDidChangeConnection);
    session.close();
    await lostAgain;
    tried = [];
    isReachable = false;
    const round = new Promise<void>((resolve) => {
      onRound = resolve;
    });
    timers.advance(250);
    await round;
    assert.deepEqual(tried, [...ports.slice(2), ...ports.slice(0, 2)]);
  });
});
