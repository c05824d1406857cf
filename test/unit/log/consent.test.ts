import assert from 'node:assert/strict';
import { dialSocket } from '../../../src/log/remote/dialSocket.ts';
import { RefusedError, UnavailableError } from '../../../src/log/sessionLog.ts';
import { passOf } from '../../../src/protocol/pass.ts';
import { AskedHost } from '../../contract/askedHost.ts';
import { entriesUpTo } from '../../contract/collect.ts';
import { idsOf, question } from '../../contract/events.ts';
import { isTurnedAway } from '../../contract/isTurnedAway.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { RawGuest } from '../../contract/rawGuest.ts';
import { ServedSession } from '../../contract/servedSession.ts';
import { Wiretap } from '../../contract/wiretap.ts';

describe('someone who joins with an invite', () => {
  let timers: ManualTimers;
  let session: ServedSession;
  let host: AskedHost;

  beforeEach(async () => {
    timers = new ManualTimers();
    host = new AskedHost();
    session = new ServedSession(timers);
    session.consent = host.consent;
    await session.serve();
    await session.log.append('host', [question('secret idea')], 0);
  });

  afterEach(() => session.dispose());

  /** A guest whose person was asked about and is not answered yet. */
  async function waiting(id: string): Promise<RawGuest> {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, id);
    await guest.message('waiting');
    return guest;
  }

  /** A guest who is turned away without a question. */
  async function isBusy(id: string, name = id): Promise<void> {
    const asked = host.asked.length;
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, id, { name });
    assert.equal((await guest.message('refused')).reason, 'busy');
    assert.equal(host.asked.length, asked);
  }

  it('waits until the person who started it lets them in, and is told nothing before', async () => {
    const guest = await waiting('grace');
    const { newcomer, answer } = await host.question(1);
    assert.deepEqual(newcomer, { participantId: 'grace', name: 'grace' });
    await session.log.append('host', [question('b')], 1);
    guest.send({ type: 'ping', id: 1 });
    await guest.message('pong');
    assert.deepEqual(
      guest.received.map(({ type }) => type),
      ['hello', 'waiting', 'pong'],
    );
    answer(true);
    assert.equal((await guest.message('welcome')).revision, 2);
    assert.deepEqual(idsOf((await guest.message('entries')).entries), ['secret idea', 'b']);
    guest.send({ type: 'append', id: 2, after: 2, events: [question('c')] });
    await guest.message('appended');
    guest.socket.close();
  });

  it('is asked about by name, and knows that they are waiting', async () => {
    let hasWaited = false;
    const onWaiting = () => {
      hasWaited = true;
    };
    const joining = session.join('grace', { name: 'Grace H.', onWaiting });
    const { newcomer, answer } = await host.question(1);
    assert.equal(newcomer.name, 'Grace H.');
    answer(true);
    const guest = await joining;
    assert.ok(hasWaited);
    assert.equal(guest.revision, 1);
    assert.equal(guest.pass, passOf(session.passKey, 'grace'));
  });

  it('is turned away when the answer is no, and asked about again when they try again', async () => {
    const joining = session.join('grace');
    (await host.question(1)).answer(false);
    await isTurnedAway(joining, 'notAllowed');
    timers.advance(5_000);
    const again = session.join('grace');
    (await host.question(2)).answer(true);
    assert.equal((await again).revision, 1);
  });

  it('is told when nobody answers for two minutes', async () => {
    const guest = await waiting('grace');
    const { signal, answer } = await host.question(1);
    // The guest is alive all the time.
    for (let seconds = 5; seconds < 120; seconds += 5) {
      timers.advance(5_000);
      guest.send({ type: 'ping', id: seconds });
      const ponged = () =>
        guest.received.some((message) => message.type === 'pong' && message.id === seconds);
      while (!ponged()) {
        await new Promise((resolve) => guest.socket.once('message', resolve));
      }
    }
    assert.ok(!signal.aborted);
    timers.advance(5_000);
    assert.equal((await guest.message('refused')).reason, 'noAnswer');
    assert.ok(signal.aborted);
    await guest.closed;
    // Too late for this connection, but it is an answer.
    answer(true);
    await session.join('grace');
    assert.equal(host.asked.length, 1);
  });

  it('hears of it as of no answer when asking fails', async () => {
    const joining = session.join('grace');
    (await host.question(1)).fail(new Error('no window to ask in'));
    await isTurnedAway(joining, 'noAnswer');
    assert.ok(session.reports.some((report) => report.includes('no window to ask in')));
  });

  it('may go while they wait: a late answer is remembered for when they come again', async () => {
    const guest = await waiting('grace');
    const { signal, answer } = await host.question(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    guest.socket.terminate();
    await aborted;
    answer(true);
    const back = await session.join('grace');
    assert.equal(back.revision, 1);
    assert.equal(host.asked.length, 1);
    const other = session.join('eve');
    (await host.question(2)).answer(false);
    await isTurnedAway(other, 'notAllowed');
  });

  it('may change their mind while they wait, and nobody is asked any more', async () => {
    const giveUp = new AbortController();
    const joining = session.join('grace', { signal: giveUp.signal });
    const { signal } = await host.question(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    giveUp.abort();
    await assert.rejects(joining, UnavailableError);
    await aborted;
  });

  it('is asked about once, however many windows of theirs wait', async () => {
    const one = await waiting('grace');
    const other = await waiting('grace');
    const third = await waiting('grace');
    assert.equal(host.asked.length, 1);
    const { signal, answer } = await host.question(1);
    third.send({ type: 'append', id: 1, after: 1, events: [question('too early')] });
    await third.message('refused');
    assert.ok(!signal.aborted);
    answer(true);
    await Promise.all([one.message('welcome'), other.message('welcome')]);
    assert.equal(host.asked.length, 1);
    one.socket.close();
    other.socket.close();
  });

  it('may not append while they wait', async () => {
    const guest = await waiting('grace');
    guest.send({ type: 'append', id: 1, after: 1, events: [question('sneaked in')] });
    assert.equal((await guest.message('refused')).reason, 'malformed');
    await guest.closed;
    (await host.question(1)).answer(true);
    assert.deepEqual(idsOf(await entriesUpTo(session.log, 1)), ['secret idea']);
  });

  it('hears that the session ended while they waited, and nothing else of it', async () => {
    const guest = await waiting('grace');
    const { signal, answer } = await host.question(1);
    await session.log.append('host', [{ type: 'sessionEnded' }], 1);
    session.server.end();
    assert.equal((await guest.message('refused')).reason, 'sessionEnded');
    assert.ok(signal.aborted);
    answer(true);
    await guest.closed;
    assert.deepEqual(
      guest.received.map(({ type }) => type),
      ['hello', 'waiting', 'refused'],
    );
  });

  it('is left alone when the server goes while they wait', async () => {
    const joining = session.join('grace');
    const { signal, answer } = await host.question(1);
    session.close();
    assert.ok(signal.aborted);
    await assert.rejects(joining, (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /before they let you in; try again/);
      return true;
    });
    answer(true);
    // A closing socket has two seconds.
    timers.advance(2_000);
    assert.equal(timers.count, 0);
  });

  it('waits as long as it takes while both sides hear each other', async () => {
    const guestTimers = new ManualTimers();
    const pongs = { count: 0 };
    const tap = new Wiretap();
    let onPong: (() => void) | undefined;
    tap.passes = ({ type }) => {
      if (type === 'pong') {
        pongs.count++;
        queueMicrotask(() => onPong?.());
      }
      return true;
    };
    const joining = session.join('grace', { timers: guestTimers, dial: tap.dial });
    const { answer } = await host.question(1);
    const live = async (beats: number) => {
      for (let beat = 1; beat <= beats; beat++) {
        const heard = pongs.count;
        timers.advance(5_000);
        guestTimers.advance(5_000);
        while (pongs.count === heard) {
          await new Promise<void>((resolve) => {
            onPong = resolve;
          });
        }
      }
    };
    await live(20);
    answer(true);
    const guest = await joining;
    // Nor does it matter afterwards how long they waited.
    await live(20);
    assert.equal(guest.connection, 'connected');
    assert.equal(tap.dials, 1);
  });

  it('is given up while they wait when they fall silent', async () => {
    const guest = await waiting('grace');
    const { signal } = await host.question(1);
    timers.advance(20_000);
    assert.ok(signal.aborted);
    await guest.closed;
  });

  it('waits with seven others at most; for more of them it is too busy', async () => {
    const guests: RawGuest[] = [];
    for (let number = 1; number <= 8; number++) {
      guests.push(await waiting(`guest ${number}`));
    }
    const ninth = new RawGuest(session.url);
    await ninth.prove(session.invite, 'guest 9');
    assert.equal((await ninth.message('refused')).reason, 'busy');
    assert.equal(host.asked.length, 8);
    // Another window of one who waits is no further question.
    guests.push(await waiting('guest 1'));
    (await host.question(3)).answer(true);
    await guests[2]?.message('welcome');
    guests.push(await waiting('guest 9'));
    assert.equal(host.asked.length, 9);
    for (const { socket } of guests) {
      socket.terminate();
    }
  });

  it('waits in eight windows at most', async () => {
    const guests: RawGuest[] = [];
    for (let number = 1; number <= 8; number++) {
      guests.push(await waiting('grace'));
    }
    await isBusy('grace');
    guests[0]?.socket.terminate();
    await guests[0]?.closed;
    (await host.question(1)).answer(true);
    await Promise.all(guests.slice(1).map((guest) => guest.message('welcome')));
    assert.equal(host.asked.length, 1);
    for (const { socket } of guests) {
      socket.terminate();
    }
  });

  describe('after someone was refused', () => {
    /** Someone comes, and the answer to them is no. */
    async function refused(id: string): Promise<void> {
      const guest = await waiting(id);
      (await host.question(host.asked.length)).answer(false);
      assert.equal((await guest.message('refused')).reason, 'notAllowed');
    }

    it('finds nobody who is asked for five seconds, whoever they are', async () => {
      await refused('eve');
      await isBusy('eve');
      await isBusy('grace');
      timers.advance(4_999);
      await isBusy('grace');
      assert.equal(host.asked.length, 1);
      timers.advance(1);
      (await waiting('eve')).socket.terminate();
      assert.equal(host.asked.length, 2);
    });

    it('waits twice as long after each further refusal, and five minutes at most', async () => {
      for (const pause of [5, 10, 20, 40, 80, 160, 300, 300]) {
        await refused(`eve ${pause}`);
        timers.advance(pause * 1_000 - 1);
        await isBusy('grace');
        timers.advance(1);
      }
    });

    it('waits no longer once someone was let in', async () => {
      await refused('eve');
      timers.advance(5_000);
      await refused('eve');
      timers.advance(10_000);
      const grace = await waiting('grace');
      (await host.question(3)).answer(true);
      await grace.message('welcome');
      await refused('eve');
      timers.advance(5_000);
      (await waiting('eve')).socket.terminate();
      grace.socket.terminate();
    });

    it('keeps no timer when the session closes', async () => {
      await refused('eve');
      session.close();
      // A closing socket has two seconds.
      timers.advance(2_000);
      assert.equal(timers.count, 0);
    });

    it('is still let in with the others who wait already', async () => {
      const grace = await waiting('grace');
      await refused('eve');
      const window = await waiting('grace');
      (await host.question(1)).answer(true);
      await Promise.all([grace.message('welcome'), window.message('welcome')]);
      grace.socket.terminate();
      window.socket.terminate();
    });
  });

  it('was not refused if they went before the answer', async () => {
    const guest = await waiting('grace');
    const { signal, answer } = await host.question(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    guest.socket.terminate();
    await aborted;
    answer(false);
    (await waiting('joan')).socket.terminate();
  });

  it('is let in by the name that was asked about, and by no other', async () => {
    const guest = await waiting('grace');
    await isBusy('grace', 'Ada');
    const { signal, answer } = await host.question(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    guest.socket.terminate();
    await aborted;
    answer(true);
    const renamed = session.join('grace', { name: 'Ada' });
    const { newcomer, answer: answerAgain } = await host.question(2);
    assert.equal(newcomer.name, 'Ada');
    answerAgain(true);
    const ada = await renamed;
    for (const type of ['participantJoined', 'participantReturned'] as const) {
      await assert.rejects(ada.append([question('b'), { type, name: 'Grace' }], 1), (error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /let in as Ada/);
        return true;
      });
    }
    assert.equal(await ada.append([{ type: 'participantJoined', name: 'Ada' }], 1), 2);
  });

  it('is told from someone in the session who has the same name', async () => {
    session.names.add('Grace');
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'eve', { name: 'Grace' });
    const { newcomer } = await host.question(1);
    assert.deepEqual(newcomer, { participantId: 'eve', name: 'Grace', namesake: true });
    guest.socket.terminate();
  });

  it('does not connect at all if they changed their mind before', async () => {
    let dials = 0;
    const dial: typeof dialSocket = (address, socketTimers) => {
      dials++;
      return dialSocket(address, socketTimers);
    };
    await assert.rejects(
      session.join('grace', { signal: AbortSignal.abort(), dial }),
      UnavailableError,
    );
    assert.equal(dials, 0);
  });

  it('does not say whether their log fits before they are let in', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace', { seen: { revision: 1, at: 7 } });
    await guest.message('waiting');
    (await host.question(1)).answer(true);
    assert.equal((await guest.message('refused')).reason, 'diverged');
    assert.ok(!guest.received.some(({ type }) => type === 'welcome'));
  });

  it('has a name', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace', { name: ' ' });
    assert.equal((await guest.message('refused')).reason, 'malformed');
    assert.equal(host.asked.length, 0);
  });
});
