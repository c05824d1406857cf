import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel } from '../../src/log/channel.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import { dialSocket } from '../../src/log/remote/dialSocket.ts';
import type { RemoteLog } from '../../src/log/remote/remoteLog.ts';
import { SessionServer } from '../../src/log/server/sessionServer.ts';
import { SocketListener } from '../../src/log/server/socketListener.ts';
import { ConflictError } from '../../src/log/sessionLog.ts';
import { systemTimers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { DisposableStore, toDisposable } from '../../src/util/disposable.ts';
import { entriesUpTo } from '../contract/collect.ts';
import { dialOverService } from '../contract/dialOverService.ts';
import { question } from '../contract/events.ts';
import { joinRemote } from '../contract/joinRemote.ts';
import { memoryChannels } from '../contract/memoryChannel.ts';
import { seed } from '../contract/seed.ts';
import { Random } from '../simulation/random.ts';
import { CountedTimers } from './countedTimers.ts';
import { checkEntry } from './entryCheck.ts';
import { FuzzingGuest, type Tally, type Target } from './fuzzingGuest.ts';
import { heapInUse } from './heapInUse.ts';
import { LastFrames } from './lastFrames.ts';

const frames = 55_000;
const rounds = 10;
const framesOverSockets = 3_000;
const framesOverService = 3_000;
const guestsAtOnce = 6;
/** Megabytes that may be more on the heap at the end than after a fifth: what the test itself keeps. */
const growth = 8;

describe('a server that is sent frames which are not quite right', () => {
  const sent = new LastFrames();
  const tally: Tally = { admitted: 0, appended: 0, notAppended: 0, turnedAway: 0 };
  const random = new Random(seed());

  let opened = new DisposableStore();

  afterEach(function () {
    sent.printIfFailed(this);
    opened.dispose();
    opened = new DisposableStore();
  });

  it(`takes no nonsense, leaks nothing and disturbs nobody, ${frames} frames long`, async () => {
    let early = 0;
    for (let round = 1; round <= rounds; round++) {
      await fuzz(frames / rounds, (server) => () => {
        const [guestEnd, serverEnd] = memoryChannels();
        setImmediate(() => server.serve(serverEnd));
        return guestEnd;
      });
      if (round === rounds / 5) {
        early = heapInUse();
      }
    }
    const late = heapInUse();
    assert.ok(late < early + growth, `${early} MB after a fifth, ${late} MB at the end`);
    for (const [what, count] of Object.entries(tally)) {
      assert.ok(count > frames / 200, `${what}: ${count}`);
    }
  }).timeout(300_000);

  it(`does so over real sockets too, ${framesOverSockets} frames long`, async () => {
    const before = { ...tally };
    await fuzz(framesOverSockets, (_, { hosts, port }) => () => {
      return dialSocket({ hosts, port }, systemTimers);
    });
    assert.ok(tally.appended > before.appended);
    assert.ok(tally.turnedAway > before.turnedAway);
  }).timeout(120_000);

  it(`does so over a service of Live Share too, ${framesOverService} frames long`, async () => {
    const before = { ...tally };
    await fuzz(framesOverService, dialOverService);
    assert.ok(tally.appended > before.appended);
    assert.ok(tally.turnedAway > before.turnedAway);
  }).timeout(120_000);

  it('changed no object that others are made from', () => {
    assert.deepEqual(
      Reflect.ownKeys(Object.prototype).filter((key) => !(key in {})),
      [],
    );
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  /** Has guests send so many frames to a new session, with a well-behaved guest in it throughout. */
  async function fuzz(
    count: number,
    connectTo: (server: SessionServer, address: Invite) => () => Channel,
  ): Promise<void> {
    const log = opened.add(new LocalLog({ clock: () => Date.now() }));
    const [sessionId, secret] = ['session', newSecret()];
    const timers = new CountedTimers();
    const present = new Set<string>();
    const reports: string[] = [];
    const report = (detail: string) => reports.push(detail);
    const server = new SessionServer({
      ...{ log, sessionId, secret, passKey: newSecret(), timers, report },
      standingOf: () => 'unknown',
      consent: async () => true,
    });
    opened.add(server);
    server.onDidConnect((id) => present.add(id));
    server.onDidDisconnect((id) => present.delete(id));
    const host = '127.0.0.1';
    const listener = await SocketListener.open(server, {
      ...{ host, ports: [0], timers: systemTimers, report },
    });
    opened.add(listener);
    const invite: Invite = { version: 1, sessionId, hosts: [host], port: listener.port, secret };
    const grace = await joinRemote(invite, { participantId: 'grace' });
    opened.add(grace);
    const disturbances: unknown[] = [];
    grace.onDidChangeConnection((change) => disturbances.push(change));

    let newest = { revision: 0, at: 0 };
    const target: Target = {
      ...{ sessionId, secret, newest: () => newest },
      connect: connectTo(server, invite),
    };
    const guests = new Map<string, FuzzingGuest>();
    for (let number = 0; number < guestsAtOnce; number++) {
      const id = `mallory-${number}`;
      const guest = new FuzzingGuest(id, { target, random: random.fork(), sent, tally });
      guests.set(id, guest);
      opened.add(toDisposable(() => guest.close()));
    }
    log.subscribe(0, (entry) => {
      newest = { revision: entry.revision, at: entry.at };
      checkEntry(entry);
      if (entry.actor !== 'grace') {
        const guest = guests.get(entry.actor);
        assert.ok(guest !== undefined, `an entry of ${entry.actor}, who was never there`);
        guest.isSent(entry);
      }
    });
    let left = count;
    const sendAll = async (guest: FuzzingGuest) => {
      while (left-- > 0) {
        await guest.send();
      }
      guest.close();
    };
    let isOver = false;
    const sending = Promise.all([...guests.values()].map(sendAll)).finally(() => {
      isOver = true;
    });
    const [ids] = await Promise.all([appendUntil(grace, () => isOver), sending]);
    const entries = await entriesUpTo(grace, log.revision);
    assert.deepEqual(entries, await entriesUpTo(log, log.revision));
    const own = entries.filter(({ actor }) => actor === 'grace');
    assert.deepEqual(
      own.map(({ event }) => 'id' in event && event.id),
      ids,
    );
    assert.deepEqual(disturbances, []);
    // What is left is the heartbeat of the one connection.
    while (present.size > 1 || timers.count > 1) {
      await pause(5);
    }
    assert.deepEqual([...present], ['grace']);
    assert.ok(!reports.join('\n').includes(secret));
    assert.ok(!reports.some((detail) => /\n {4}at /.test(detail)), 'a defect of the server');
    opened.dispose();
    opened = new DisposableStore();
  }
});

/** What a person does meanwhile. Gives the ids of what they asked, in order. */
async function appendUntil(log: RemoteLog, isOver: () => boolean): Promise<string[]> {
  const ids: string[] = [];
  while (!isOver() || ids.length < 3) {
    const id = `grace-${ids.length}`;
    try {
      await entriesUpTo(log, await log.append([question(id)], log.revision));
      ids.push(id);
      await pause(100);
    } catch (error) {
      assert.ok(error instanceof ConflictError, String(error));
      await entriesUpTo(log, error.revision);
    }
  }
  return ids;
}
