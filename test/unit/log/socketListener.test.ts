import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ListenOptions, TlsCredentials } from '../../../src/log/machine.ts';
import { makeCertificate } from '../../../src/log/server/certificate.ts';
import { SocketListener } from '../../../src/log/server/socketListener.ts';
import { RefusedError, UnavailableError } from '../../../src/log/sessionLog.ts';
import { systemTimers as timers } from '../../../src/log/timers.ts';
import { portOf } from '../../contract/eavesdropper.ts';
import { question } from '../../contract/events.ts';
import { RawGuest } from '../../contract/rawGuest.ts';
import { ServedSession } from '../../contract/servedSession.ts';

describe('the socket listener', () => {
  let session: ServedSession;
  let tls: TlsCredentials;
  const squatters: Server[] = [];

  before(() => {
    tls = makeCertificate(Date.now());
  });

  beforeEach(async () => {
    session = await new ServedSession().serve();
  });

  afterEach(() => {
    session.dispose();
    for (const squatter of squatters.splice(0)) {
      squatter.close();
    }
  });

  async function takenPort(): Promise<number> {
    const squatter = createServer();
    squatters.push(squatter);
    squatter.listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    return portOf(squatter.address());
  }

  function open(options: Omit<ListenOptions, 'report'>): Promise<SocketListener> {
    return SocketListener.open(session.server, { timers, report: () => undefined, ...options });
  }

  it('takes the first port that is free', async () => {
    const [first, second] = [await takenPort(), await takenPort()];
    const free = await open({ host: '127.0.0.1', ports: [0] });
    const { port } = free;
    free.dispose();
    const listener = await open({ host: '127.0.0.1', ports: [first, second, port, 0] });
    assert.equal(listener.port, port);
    assert.deepEqual(listener.hosts, ['127.0.0.1']);
    listener.dispose();
  });

  it('takes any port if those that it prefers are taken, and it may', async () => {
    const port = await takenPort();
    const listener = await open({ host: '127.0.0.1', ports: [port, 0] });
    assert.notEqual(listener.port, port);
    assert.notEqual(listener.port, 0);
    listener.dispose();
  });

  it('says so if the one port that it may take is taken', async () => {
    const port = await takenPort();
    await assert.rejects(open({ host: '127.0.0.1', ports: [port] }), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(
        error.message,
        /^Another program has port \d+ of 127\.0\.0\.1; .* interpair\.connection\.bindAddress another/,
      );
      return true;
    });
  });

  it('says so if the machine does not have the address', async () => {
    await assert.rejects(open({ host: '203.0.113.7', ports: [20_000, 0], tls }), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(
        error.message,
        /^This computer does not have the address 203\.0\.113\.7 now, .* set interpair\.connection\.bindAddress/,
      );
      return true;
    });
  });

  it('never listens beyond this machine without encryption', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org']) {
      await assert.rejects(open({ host, ports: [0] }), RefusedError);
    }
  });

  it('listens on all addresses, and names those that others reach', async () => {
    const listener = await open({ host: '0.0.0.0', ports: [0], tls });
    assert.ok(listener.hosts.length > 0);
    assert.ok(!listener.hosts.includes('0.0.0.0'));
    listener.dispose();
  });

  it('turns browser pages away, encrypted or not', async () => {
    for (const credentials of [undefined, tls]) {
      session.tls = credentials;
      await session.serve();
      const page = new RawGuest(session.url, {
        origin: 'https://example.org',
        rejectUnauthorized: false,
      });
      await page.closed;
      assert.equal(page.received.length, 0);
    }
    assert.equal(session.reports.filter((report) => /browser page/.test(report)).length, 2);
  });

  it('lets go of whom it turns away, although they hold on to it', async () => {
    const page = connect({ port: session.invite.port, host: '127.0.0.1', allowHalfOpen: true });
    const lines = ['GET / HTTP/1.1', 'Host: a', 'Origin: b', 'Connection: upgrade', 'Upgrade: x'];
    page.write(`${lines.join('\r\n')}\r\n\r\n`);
    page.resume();
    await once(page, 'end');
    const refused = once(page, 'error');
    const more = setInterval(() => page.write('more'), 1);
    await refused;
    clearInterval(more);
  });

  it('serves guests while others connect and say nothing, or nonsense, or half of something', async () => {
    session.tls = tls;
    await session.serve();
    const half = Buffer.from('16030100c8010000c40303', 'hex');
    const words = ['', 'GET / HTTP/1.1\r\nHost:', RawGuest.garbage(2_000), half];
    const strangers: Socket[] = [];
    for (let index = 0; index < 80; index++) {
      const socket = connect(session.invite.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write(words[index % words.length] ?? '');
      strangers.push(socket);
      await once(socket, 'connect');
    }
    const guest = await session.join('grace');
    assert.equal(await guest.append([question('a')], 0), 1);
    for (const stranger of strangers) {
      stranger.destroy();
    }
  });
});
