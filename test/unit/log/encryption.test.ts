import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { fingerprintOf } from '../../../src/log/fingerprint.ts';
import type { TlsCredentials } from '../../../src/log/machine.ts';
import { dialSocket } from '../../../src/log/remote/dialSocket.ts';
import { makeCertificate } from '../../../src/log/server/certificate.ts';
import { reachableHosts } from '../../../src/log/server/reachableHosts.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { entriesUpTo } from '../../contract/collect.ts';
import { Eavesdropper, portOf } from '../../contract/eavesdropper.ts';
import { idsOf, question } from '../../contract/events.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { ServedSession } from '../../contract/servedSession.ts';

const grace = { participantId: 'grace' };

describe('an encrypted session', () => {
  let tls: TlsCredentials;
  let session: ServedSession;

  beforeEach(() => {
    tls = makeCertificate(Date.now());
    session = new ServedSession();
    session.tls = tls;
  });

  afterEach(() => session.dispose());

  async function assertWorks(): Promise<void> {
    const guest = await session.join('grace');
    assert.equal(await guest.append([question('a')], 0), 1);
    assert.deepEqual(idsOf(await entriesUpTo(session.log, 1)), ['a']);
  }

  it('is joined on this machine', async () => {
    await session.serve();
    await assertWorks();
  });

  it('is joined at the address that this machine has in its network', async function () {
    const [host = '127.0.0.1'] = reachableHosts('0.0.0.0');
    if (host === '127.0.0.1') {
      this.skip();
    }
    session.host = host;
    await session.serve();
    await assertWorks();
  });

  it('is joined at whichever address answers', async () => {
    await session.serve();
    const invite = { ...session.invite, hosts: ['127.0.0.2', '::1', '127.0.0.3', '127.0.0.1'] };
    const guest = await joinRemote(invite, grace);
    assert.equal(guest.connection, 'connected');
    guest.dispose();
  });

  it('is joined at the right address, although others answer before with a certificate or with silence', async () => {
    await session.serve();
    const { port } = session.invite;
    const { key, certificate: cert } = makeCertificate(Date.now());
    const other = createServer({ key, cert });
    const silent = createPlainServer();
    other.listen(port, '127.0.0.2');
    silent.listen(port, '127.0.0.3');
    await Promise.all([once(other, 'listening'), once(silent, 'listening')]);
    const timers = new ManualTimers();
    const waits = once(silent, 'connection');
    const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.1'];
    const joining = joinRemote({ ...session.invite, hosts }, { ...grace, timers });
    await waits;
    timers.advance(2_000);
    const guest = await joining;
    assert.equal(guest.connection, 'connected');
    guest.dispose();
    other.close();
    silent.close();
  });

  it('is joined by the name of its host', async () => {
    await session.serve();
    const hosts = ['no-such-host.invalid', 'localhost'];
    const guest = await joinRemote({ ...session.invite, hosts }, grace);
    assert.equal(guest.connection, 'connected');
    guest.dispose();
  });

  it('tells what is written to nobody on the way', async () => {
    await session.serve();
    const { invite } = session;
    const eve = new Eavesdropper({ host: '127.0.0.1', port: invite.port });
    const guest = await joinRemote({ ...invite, port: await eve.listen() }, grace);
    await guest.append([question('is-my-idea-good')], 0);
    await session.log.append('host', [question('surely-it-is')], 1);
    await entriesUpTo(guest, 2);
    assert.ok(eve.heard.length > 1_000);
    for (const told of ['is-my-idea-good', 'surely-it-is', 'grace', 'interpair', session.secret]) {
      assert.ok(!eve.heard.includes(told), told);
    }
    guest.dispose();
    eve.dispose();
  });

  it('would be heard, all but the secret, if it were not encrypted', async () => {
    session.tls = undefined;
    await session.serve();
    const { invite } = session;
    const eve = new Eavesdropper({ host: '127.0.0.1', port: invite.port });
    const guest = await joinRemote({ ...invite, port: await eve.listen() }, grace);
    await guest.append([question('is-my-idea-good')], 0);
    assert.ok(eve.heard.includes('is-my-idea-good'));
    assert.ok(!eve.heard.includes(session.secret));
    guest.dispose();
    eve.dispose();
  });

  it('says not one byte to a server with another certificate', async () => {
    const { key, certificate: cert } = makeCertificate(Date.now());
    const impostor = createServer({ key, cert });
    const heard: Buffer[] = [];
    impostor.on('secureConnection', (socket: TLSSocket) => {
      socket.on('data', (bytes) => heard.push(bytes));
      socket.on('error', () => socket.destroy());
    });
    const left = new Promise<void>((resolve) => {
      impostor.on('connection', (socket: Socket) => socket.once('close', () => resolve()));
    });
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    await session.serve();
    const invite = { ...session.invite, port: portOf(impostor.address()) };
    await assert.rejects(joinRemote(invite, grace), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /What answers at 127\.0\.0\.1:\d+ is not your partner's session/);
      return true;
    });
    await left;
    assert.equal(Buffer.concat(heard).toString('latin1'), '');
    impostor.close();
  });

  it('is not joined without its certificate, and those in it are not disturbed', async () => {
    await session.serve();
    const guest = await session.join('grace');
    const { fingerprint: _, ...plain } = session.invite;
    await assert.rejects(joinRemote(plain, { participantId: 'eve' }), /Nobody answers/);
    assert.ok(session.reports.some((report) => /broke off before it was encrypted/.test(report)));
    assert.equal(await guest.append([question('still here')], 0), 1);
  });

  it('is not looked for where there is no encryption', async () => {
    session.tls = undefined;
    await session.serve();
    const invite = { ...session.invite, fingerprint: fingerprintOf(tls.certificate) };
    await assert.rejects(joinRemote(invite, grace), /Nobody answers/);
    assert.equal((await session.join('ada')).connection, 'connected');
  });

  it('is let go of while it is being reached, with its connection', async () => {
    const silent = createPlainServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const met = once(silent, 'connection');
    const fingerprint = fingerprintOf(tls.certificate);
    const address = {
      hosts: ['127.0.0.1', '127.0.0.1'],
      port: portOf(silent.address()),
      fingerprint,
    };
    const timers = new ManualTimers();
    const channel = dialSocket(address, timers);
    const [socket]: Socket[] = await met;
    assert.ok(socket !== undefined);
    socket.resume();
    const closed = once(socket, 'close');
    channel.dispose();
    await closed;
    silent.close();
    await once(silent, 'close');
    assert.equal(timers.count, 0);
  });

  it('is joined directly, although the editor sends the requests of extensions elsewhere', async () => {
    await session.serve();
    const { request } = http;
    let sentElsewhere = 0;
    const editor = new http.Agent();
    Object.assign(http, {
      request: (options: http.RequestOptions) => {
        if (options.socketPath !== undefined) {
          return request(options);
        }
        sentElsewhere++;
        return request({ ...options, agent: editor });
      },
    });
    try {
      await assertWorks();
      assert.equal(sentElsewhere, 0);
    } finally {
      Object.assign(http, { request });
    }
  });
});
