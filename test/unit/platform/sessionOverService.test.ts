import assert from 'node:assert/strict';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import type { RemoteLog, RemoteLogOptions } from '../../../src/log/remote/remoteLog.ts';
import { SessionServer } from '../../../src/log/server/sessionServer.ts';
import { newSecret } from '../../../src/protocol/invite.ts';
import { DisposableStore } from '../../../src/util/disposable.ts';
import { question } from '../../contract/events.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import type { SharedServices } from '../../support/sharedServices.ts';
import { announcement, OfferedSession } from './offeredSession.ts';

const { invite } = announcement;

describe('a session over a service of Live Share', () => {
  let parts: DisposableStore;
  let session: OfferedSession;
  let services: SharedServices;
  let log: LocalLog;
  let server: SessionServer;
  /** What is running at the host without any guest. */
  let timersAtRest: number;
  let consent: () => Promise<boolean>;

  beforeEach(() => {
    parts = new DisposableStore();
    session = new OfferedSession();
    ({ services } = session);
    const { timers } = session;
    const report = (detail: string) => session.reports.push(detail);
    const { sessionId, secret } = invite;
    consent = async () => true;
    log = parts.add(new LocalLog({ clock: () => timers.now }));
    server = new SessionServer({
      ...{ log, sessionId, secret, passKey: newSecret(), timers, report },
      standingOf: () => 'unknown',
      consent: () => consent(),
    });
    parts.add(server);
    session.offerAnew(undefined, (channel) => server.serve(channel));
    timersAtRest = timers.count;
  });

  afterEach(() => parts.dispose());

  function knock(
    participantId: string,
    options: Partial<RemoteLogOptions> = {},
  ): Promise<RemoteLog> {
    const { timers } = session;
    const { dial } = session.anotherGuest();
    const clock = () => timers.now;
    const joining = { participantId, dial, timers, clock, wallClock: clock, ...options };
    return joinRemote(invite, joining).then((guest) => parts.add(guest));
  }

  /** Comes in, and has said all that there is to say at first. */
  async function join(participantId: string): Promise<RemoteLog> {
    const guest = await knock(participantId);
    await services.settled();
    return guest;
  }

  it('costs an idle guest one request a heartbeat, and the host no notice', async () => {
    await join('grace');
    await join('joan');
    const [requests, notices] = [services.count('request'), services.count('notice')];
    await session.pass(60);
    assert.equal(services.count('request') - requests, 2 * (60 / 5));
    assert.equal(services.count('notice'), notices);
  });

  it('tells a guest of an entry at once', async () => {
    const guest = await join('grace');
    await log.as('ada').append([question('a')], 0);
    await services.settled();
    assert.equal(guest.revision, 1);
  });

  it('lets in and tells all, if later, though every notice gets lost', async () => {
    let allow = (): void => undefined;
    consent = () =>
      new Promise((resolve) => {
        allow = () => resolve(true);
      });
    services.loses = () => true;
    let isWaiting = false;
    const knocking = knock('grace', {
      onWaiting: () => {
        isWaiting = true;
      },
    });
    await services.settled();
    assert.ok(isWaiting);
    allow();
    await session.pass(5);
    const guest = await knocking;
    await log.as('ada').append([question('a')], 0);
    await session.pass(5);
    assert.equal(guest.revision, 1);
  });

  it('goes on after Live Share was away, with what was said meanwhile', async () => {
    const guest = await join('grace');
    services.setAvailable(false);
    assert.equal(guest.connection, 'reconnecting');
    assert.equal(server.isConnected('grace'), false);
    await log.as('ada').append([question('a')], 0);
    await session.pass(60);
    assert.equal(guest.connection, 'reconnecting');
    services.setAvailable(true);
    await session.pass(10);
    assert.equal(guest.connection, 'connected');
    assert.equal(guest.revision, 1);
  });

  it('tells a guest that it is over before its offer is', async () => {
    const guest = await join('grace');
    server.end();
    session.host.dispose();
    await services.settled();
    assert.equal(guest.connection, 'closed');
  });

  it('forgets a guest who went without a word', async () => {
    const guest = await join('grace');
    services.hold();
    guest.dispose();
    await session.pass(20);
    assert.equal(server.isConnected('grace'), false);
    await session.pass(10);
    assert.equal(session.timers.count, timersAtRest);
  });
});
