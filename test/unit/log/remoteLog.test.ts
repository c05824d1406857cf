import assert from 'node:assert/strict';
import { hour, second } from '../../../src/core/time.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import type { RemoteLog } from '../../../src/log/remote/remoteLog.ts';
import { ConflictError, RefusedError, UnavailableError } from '../../../src/log/sessionLog.ts';
import { newSecret } from '../../../src/protocol/invite.ts';
import { entriesUpTo, next } from '../../contract/collect.ts';
import { idsOf, question } from '../../contract/events.ts';
import { joinRemote } from '../../contract/joinRemote.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { ServedSession } from '../../contract/servedSession.ts';
import { Wiretap } from '../../contract/wiretap.ts';

/** Retries at once: a test waits for what happens, not for time to pass. */
const eager = { random: () => 0.999_999 };

describe('the log at a distance', () => {
  let session: ServedSession;

  beforeEach(async () => {
    session = await new ServedSession().serve();
  });

  afterEach(() => session.dispose());

  function connected(guest: RemoteLog): Promise<unknown> {
    return next(guest.onDidChangeConnection, ({ connection }) => connection === 'connected');
  }

  it('is caught up, connected and on time once it is there', async () => {
    await session.log.append('host', [question('a'), question('b')], 0);
    const guest = await session.join('grace');
    assert.equal(guest.revision, 2);
    assert.equal(guest.connection, 'connected');
    assert.ok(Math.abs(guest.now() - Date.now()) < 60_000);
  });

  it('catches up on a log of many frames', async () => {
    const text = 'é'.repeat(3_900);
    for (let index = 0; index < 100; index++) {
      await session.log.append('host', [{ type: 'questionAsked', id: `q${index}`, text }], index);
    }
    const guest = await session.join('grace');
    assert.equal(guest.revision, 100);
    assert.deepEqual(await entriesUpTo(guest, 100), await entriesUpTo(session.log, 100));
  });

  describe('says why it can not join', () => {
    it('when nobody answers', async () => {
      const { invite } = session;
      session.close();
      await assert.rejects(joinRemote(invite, { participantId: 'grace' }), (error) => {
        assert.ok(error instanceof UnavailableError);
        assert.match(error.message, /Nobody answers at 127\.0\.0\.1:\d+; .*new invite/);
        return true;
      });
    });

    it('when the secret is wrong', async () => {
      const invite = { ...session.invite, secret: newSecret() };
      await assert.rejects(joinRemote(invite, { participantId: 'eve' }), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /did not accept this invite/);
        return true;
      });
      assert.ok(session.reports.some((report) => report.includes('wrongSecret')));
      assert.ok(!session.reports.some((report) => report.includes(invite.secret)));
    });

    it('when the invite is for another session', async () => {
      const invite = { ...session.invite, sessionId: 'yesterday' };
      const joining = joinRemote(invite, { participantId: 'grace' });
      await assert.rejects(joining, /Another session runs/);
    });

    it('when the session has ended', async () => {
      session.server.end();
      await assert.rejects(session.join('grace'), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /The session has ended/);
        return true;
      });
    });

    it('when the invite leads beyond this machine', async () => {
      const invite = { ...session.invite, hosts: ['192.0.2.1'] };
      const joining = joinRemote(invite, { participantId: 'grace' });
      await assert.rejects(joining, /leads to 192\.0\.2\.1:\d+, .* no certificate to encrypt/);
    });
  });

  it('comes back by itself and goes on where it was, with nothing lost or doubled', async () => {
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, ...eager });
    const told: string[] = [];
    guest.subscribe(0, (entry) => told.push(...idsOf([entry])));
    await guest.append([question('a')], 0);
    for (let round = 1; round <= 3; round++) {
      const back = connected(guest);
      tap.cut();
      assert.equal(guest.connection, 'reconnecting');
      await session.log.append('host', [question(`offline ${round}`)], round);
      await back;
      assert.equal(guest.revision, round + 1);
    }
    assert.deepEqual(told, ['a', 'offline 1', 'offline 2', 'offline 3']);
    assert.equal(await guest.append([question('z')], 4), 5);
  });

  it('comes back to a server that was restarted on its port', async () => {
    const guests = await Promise.all([session.join('ada', eager), session.join('grace', eager)]);
    await guests[0].append([question('before')], 0);
    const back = Promise.all(guests.map(connected));
    const { port } = session.invite;
    session.close();
    await session.log.append('host', [question('meanwhile')], 1);
    await session.serve();
    assert.equal(session.invite.port, port);
    await back;
    assert.equal(await guests[1].append([question('after')], 2), 3);
    for (const guest of guests) {
      assert.deepEqual(idsOf(await entriesUpTo(guest, 3)), ['before', 'meanwhile', 'after']);
    }
  });

  it('tells at once, and swallows nothing, when something is to be appended offline', async () => {
    const timers = new ManualTimers();
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, timers });
    tap.cut();
    await assert.rejects(guest.append([question('offline')], 0), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /connection to your partner is lost/);
      return true;
    });
    const back = connected(guest);
    timers.advance(300);
    await back;
    await guest.append([question('online')], 0);
    assert.deepEqual(idsOf(await entriesUpTo(session.log, 1)), ['online']);
  });

  it('whose ack was lost: the caller hears that it is unknown, and a repeat conflicts', async () => {
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, ...eager });
    tap.passes = ({ type }) => type !== 'entries' && type !== 'appended';
    const appending = guest.append([question('once')], 0);
    await entriesUpTo(session.log, 1);
    const back = connected(guest);
    tap.cut();
    await assert.rejects(appending, UnavailableError);
    tap.passes = () => true;
    await back;
    assert.equal(guest.revision, 1);
    await assert.rejects(guest.append([question('once')], 0), ConflictError);
    assert.equal(session.log.revision, 1);
  });

  it('is told each entry once, although the network repeats itself', async () => {
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial });
    tap.copies = 3;
    for (let index = 0; index < 5; index++) {
      await session.log.append('host', [question(`q${index}`)], index);
    }
    assert.deepEqual(idsOf(await entriesUpTo(guest, 5)), ['q0', 'q1', 'q2', 'q3', 'q4']);
    assert.equal(guest.revision, 5);
  });

  it('notices that an entry is missing, and fetches it', async () => {
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, ...eager });
    let drops = 1;
    tap.passes = ({ type }) => type !== 'entries' || drops-- <= 0;
    const told = entriesUpTo(guest, 2);
    await session.log.append('host', [question('dropped')], 0);
    await session.log.append('host', [question('b')], 1);
    assert.deepEqual(idsOf(await told), ['dropped', 'b']);
    assert.equal(tap.dials, 2);
  });

  it('notices a silent server within 20 seconds and tries again', async () => {
    const timers = new ManualTimers();
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, timers });
    tap.passes = () => false;
    timers.advance(20_000);
    assert.equal(guest.connection, 'reconnecting');
    tap.passes = () => true;
    const back = connected(guest);
    timers.advance(300);
    await back;
  });

  it('backs off further until it has caught up, however often it is let in', async () => {
    const timers = new ManualTimers();
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, timers, random: () => 0 });
    await session.log.append('host', [question('a')], 0);
    await entriesUpTo(guest, 1);
    tap.cut();
    await session.log.append('host', [question('b')], 1);
    // Welcomed each time, but never given what is missing.
    for (const delay of [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]) {
      const dials = tap.dials;
      const welcomed = new Promise<void>((resolve) => {
        tap.passes = ({ type }) => {
          if (type === 'welcome') {
            queueMicrotask(resolve);
          }
          return type !== 'entries';
        };
      });
      timers.advance(delay - 1);
      assert.equal(tap.dials, dials);
      timers.advance(1);
      assert.equal(tap.dials, dials + 1);
      await welcomed;
      assert.equal(guest.connection, 'reconnecting');
      tap.cut();
    }
    tap.passes = () => true;
    const back = connected(guest);
    timers.advance(8_000);
    await back;
    assert.equal(guest.revision, 2);
    tap.cut();
    const dials = tap.dials;
    timers.advance(250);
    assert.equal(tap.dials, dials + 1);
  });

  it('is told when the session ends, gets its last entries, and does not try again', async () => {
    const guest = await session.join('grace');
    const closed = next(guest.onDidChangeConnection);
    await session.log.append('host', [{ type: 'sessionEnded' }], 0);
    session.server.end();
    const change = await closed;
    assert.equal(change.connection, 'closed');
    assert.match(change.connection === 'closed' ? change.reason : '', /session has ended/);
    assert.deepEqual(idsOf(await entriesUpTo(guest, 1)), ['sessionEnded']);
    await assert.rejects(guest.append([question('late')], 1), /session has ended/);
  });

  it('that was away when the session ended gets the end of the record, and then is told', async () => {
    const tap = new Wiretap();
    await session.log.append('host', [question('a')], 0);
    const guest = await session.join('grace', { dial: tap.dial, ...eager });
    session.standings.set('grace', 'member');
    const closed = next(guest.onDidChangeConnection, ({ connection }) => connection === 'closed');
    tap.cut();
    await session.log.append('host', [{ type: 'sessionEnded' }], 1);
    session.server.end();
    await closed;
    assert.deepEqual(idsOf(await entriesUpTo(guest, 2)), ['a', 'sessionEnded']);
  });

  it('stops when the log it comes back to is not the one it knows', async () => {
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, ...eager });
    await guest.append([question('a')], 0);
    const closed = next(guest.onDidChangeConnection, ({ connection }) => connection === 'closed');
    await session.serve(new LocalLog({ clock: () => Date.now() }));
    const change = await closed;
    assert.match(change.connection === 'closed' ? change.reason : '', /no longer matches/);
  });

  it('has the right time as soon as the machine wakes, and a new connection', async () => {
    const timers = new ManualTimers();
    const tap = new Wiretap();
    const asleep = { for: 0 };
    // Its steady clock stood still for an hour, in which the host's went on.
    const guest = await session.join('grace', {
      ...{ dial: tap.dial, timers },
      wallClock: () => Date.now() + asleep.for,
      clock: () => performance.now(),
    });
    const before = guest.now();
    const changes: string[] = [];
    guest.onDidChangeConnection(({ connection }) => changes.push(connection));
    const back = next(guest.onDidChangeConnection, ({ connection }) => connection === 'connected');
    asleep.for = hour;
    timers.advance(2 * second);
    assert.ok(guest.now() - before >= hour);
    await back;
    assert.deepEqual(changes, ['reconnecting', 'connected']);
    assert.equal(tap.dials, 2);
    // The host did not sleep here: its own clock is right again with the first answer.
    assert.ok(guest.now() - before < hour);
  });

  it('leaves no timer behind when it is disposed', async () => {
    const timers = new ManualTimers();
    const tap = new Wiretap();
    const guest = await session.join('grace', { dial: tap.dial, timers });
    tap.cut();
    guest.dispose();
    assert.equal(guest.connection, 'closed');
    timers.advance(60_000);
    assert.equal(tap.dials, 1);
    assert.equal(timers.count, 0);
  });
});
