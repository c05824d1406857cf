import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type BindAddress, loopback } from '../../../src/log/bindAddress.ts';
import { fingerprintOf } from '../../../src/log/fingerprint.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { makeCertificate } from '../../../src/log/server/certificate.ts';
import type { Consent } from '../../../src/log/server/consents.ts';
import type { Standing } from '../../../src/log/server/objection.ts';
import { reachableHosts } from '../../../src/log/server/reachableHosts.ts';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { thisMachine } from '../../../src/log/thisMachine.ts';
import { TurnedAwayError } from '../../../src/log/turnedAwayError.ts';
import {
  newSessionCredentials,
  type SessionCredentials,
} from '../../../src/platform/session/sessionCredentials.ts';
import { type KnownAddress, SessionDoor } from '../../../src/platform/session/sessionDoor.ts';
import { encodeInvite, parseInvite } from '../../../src/protocol/invite.ts';
import { passOf } from '../../../src/protocol/pass.ts';
import type { RefusalReason } from '../../../src/protocol/refusal.ts';
import { sessionPorts } from '../../../src/protocol/sessionPorts.ts';
import { DisposableStore, toDisposable } from '../../../src/util/disposable.ts';
import { portOf } from '../../contract/eavesdropper.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { memoryChannels } from '../../contract/memoryChannel.ts';

const everywhere: BindAddress = { host: '0.0.0.0' };

describe('the door of a session', () => {
  let parts: DisposableStore;

  beforeEach(() => {
    parts = new DisposableStore();
  });

  afterEach(() => parts.dispose());

  async function open(
    bind: BindAddress,
    credentials: SessionCredentials = newSessionCredentials(),
    known: KnownAddress = { ports: [], hosts: [] },
    consent: Consent = async () => true,
    standing: Standing = 'unknown',
  ): Promise<SessionDoor> {
    const log = parts.add(new LocalLog({ clock: Date.now }));
    const door = await SessionDoor.open({
      ...{ machine: thisMachine, sessionId: 'session', credentials, bind, known, log },
      standingOf: () => standing,
      isNameTaken: () => false,
      hasRemoved: () => standing === 'removed',
      consent,
      report: () => undefined,
    });
    return parts.add(door);
  }

  async function take(port: number): Promise<number> {
    const squatter = createServer((socket) => socket.destroy());
    squatter.listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    parts.add(toDisposable(() => squatter.close()));
    return portOf(squatter.address());
  }

  it('is on one of the ports that guests look at, with a certificate on this machine as well', async () => {
    const door = await open(loopback);
    const { invite, credentials } = door;
    assert.deepEqual(invite.hosts, ['127.0.0.1']);
    assert.ok(sessionPorts(credentials.secret).includes(invite.port));
    assert.ok(credentials.tls !== undefined);
    assert.equal(invite.fingerprint, fingerprintOf(credentials.tls.certificate));
    assert.deepEqual(door.known, { ports: [invite.port], hosts: ['127.0.0.1'] });
    assert.ok(door.isFound);
  });

  it('has a certificate beyond this machine, and invites with its fingerprint', async () => {
    const { invite, credentials } = await open(everywhere);
    assert.ok(credentials.tls !== undefined);
    assert.equal(invite.fingerprint, fingerprintOf(credentials.tls.certificate));
    assert.deepEqual(parseInvite(encodeInvite(invite)), { ok: true, value: invite });
    const guest = parts.add(await joinRemote(invite, { participantId: 'grace' }));
    assert.equal(guest.connection, 'connected');
  });

  it('keeps its certificate and its port when it comes back, so that its guests know it', async () => {
    const before = await open(everywhere);
    const { invite, credentials, known } = before;
    before.dispose();
    const after = await open(everywhere, credentials, known);
    assert.deepEqual(after.invite, invite);
    assert.ok(after.isFound);
  });

  it('is on a port that its guests look at when its own was taken meanwhile', async () => {
    const { invite, credentials, known } = await open(loopback);
    parts.dispose();
    parts = new DisposableStore();
    await take(invite.port);
    const after = await open(loopback, credentials, known);
    assert.notEqual(after.invite.port, invite.port);
    assert.deepEqual(after.known.ports, [after.invite.port, invite.port]);
    assert.ok(after.isFound);
    const guest = parts.add(await joinRemote(invite, { participantId: 'grace' }));
    assert.equal(guest.connection, 'connected');
  });

  it('knows when its guests will not find it: no port of theirs is free', async () => {
    const credentials = newSessionCredentials();
    for (const port of sessionPorts(credentials.secret)) {
      await take(port);
    }
    const known = await take(0);
    const door = await open(loopback, credentials, { ports: [known], hosts: ['127.0.0.1'] });
    assert.ok(!door.isFound);
    assert.deepEqual(door.known.ports, [door.invite.port, known]);
  });

  it('knows when its guests will not find it: it has another certificate', async () => {
    const { credentials, known } = await open(loopback);
    parts.dispose();
    parts = new DisposableStore();
    const { secret, passKey } = credentials;
    assert.ok(!(await open(loopback, { secret, passKey }, known)).isFound);
  });

  it('knows when its guests will not find it: none of its addresses is one of before', async () => {
    const { credentials, known } = await open(loopback);
    parts.dispose();
    parts = new DisposableStore();
    const hosts = ['192.0.2.1', '192.0.2.2'];
    const moved = await open(loopback, credentials, { ...known, hosts });
    assert.ok(!moved.isFound);
    assert.deepEqual(moved.known.hosts, ['127.0.0.1']);
    moved.dispose();
    const mixed = { ...known, hosts: [...hosts, '127.0.0.1'] };
    assert.ok((await open(loopback, credentials, mixed)).isFound);
  });

  it('knows when its guests will not find it: it went from this machine to the network', async function () {
    if (reachableHosts('0.0.0.0').includes('127.0.0.1')) {
      this.skip();
    }
    const { credentials, known } = await open(loopback);
    parts.dispose();
    parts = new DisposableStore();
    assert.ok(!(await open(everywhere, credentials, known)).isFound);
  });

  it('is on the port that a person names, or says that it is taken', async () => {
    const port = await take(0);
    await assert.rejects(open({ host: '127.0.0.1', port }), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, new RegExp(`Another program has port ${port} of 127`));
      return true;
    });
    parts.dispose();
    parts = new DisposableStore();
    assert.equal((await open({ host: '127.0.0.1', port })).invite.port, port);
  });

  it('comes back, if only on another port than the person named', async () => {
    const port = await take(0);
    const tls = makeCertificate(Date.now());
    const door = await open({ host: '127.0.0.1', port }, newSessionCredentials(tls), {
      ports: [port],
      hosts: ['127.0.0.1'],
    });
    assert.notEqual(door.invite.port, port);
    assert.ok(door.isFound);
  });

  describe('with a side door', () => {
    const nobody: Consent = async () => false;
    const refusedFor = (reason: RefusalReason) => (error: unknown) => {
      assert.ok(error instanceof TurnedAwayError);
      assert.equal(error.reason, reason);
      return true;
    };

    it('lets in unasked whoever comes through that, and asks about the others', async () => {
      const door = await open(everywhere, undefined, undefined, nobody);
      const side = parts.add(await door.openSideDoor());
      assert.deepEqual(side.invite.hosts, ['127.0.0.1']);
      const guest = parts.add(await joinRemote(side.invite, { participantId: 'grace' }));
      assert.equal(guest.connection, 'connected');
      const asked = joinRemote(door.invite, { participantId: 'mallory' });
      await assert.rejects(asked, refusedFor('notAllowed'));
    });

    it('lets in who comes back through it, though nobody was asked about them', async () => {
      const door = await open(loopback, undefined, undefined, nobody);
      const { invite } = parts.add(await door.openSideDoor());
      const options = { participantId: 'grace', returning: true };
      assert.equal(parts.add(await joinRemote(invite, options)).connection, 'connected');
    });

    it('asks about someone who was removed, though they come through it', async () => {
      const credentials = newSessionCredentials();
      const door = await open(loopback, credentials, undefined, nobody, 'removed');
      const { invite } = parts.add(await door.openSideDoor());
      const pass = passOf(credentials.passKey, 'grace');
      const back = joinRemote(invite, { participantId: 'grace', pass });
      await assert.rejects(back, refusedFor('notAllowed'));
    });

    it('serves who comes by another way than its port', async () => {
      const door = await open(loopback, undefined, undefined, nobody);
      const side = parts.add(await door.openSideDoor());
      const dial = () => {
        const [guestEnd, serverEnd] = memoryChannels();
        setImmediate(() => side.serve(serverEnd));
        return guestEnd;
      };
      const guest = parts.add(await joinRemote(side.invite, { participantId: 'grace', dial }));
      assert.equal(guest.connection, 'connected');
    });

    it('believes its invite no longer once it is closed, at any of its doors', async () => {
      const door = await open(loopback);
      const side = await door.openSideDoor();
      side.dispose();
      await assert.rejects(joinRemote(side.invite, { participantId: 'grace' }), UnavailableError);
      const { port } = door.invite;
      const atTheOther = joinRemote({ ...side.invite, port }, { participantId: 'grace' });
      await assert.rejects(atTheOther, refusedFor('wrongSecret'));
    });
  });
});
