import assert from 'node:assert/strict';
import type { ParticipantId } from '../../src/core/participant.ts';
import { minute } from '../../src/core/time.ts';
import {
  ConflictError,
  RefusedError,
  type SessionLog,
  UnavailableError,
} from '../../src/log/sessionLog.ts';
import { SessionReplica } from '../../src/log/sessionReplica.ts';
import { entriesUpTo, next } from './collect.ts';
import { idsOf, question } from './events.ts';

/** One kind of home, with a fresh and empty log in it. */
export interface TestedHome {
  open(participantId: ParticipantId): Promise<SessionLog>;
  /** Makes the home unable to append until `heal`. */
  fail(): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** What every home of the log promises. */
export function describeSessionLog(name: string, makeHome: () => Promise<TestedHome>): void {
  describe(`the session log, ${name}`, () => {
    let home: TestedHome;
    let ada: SessionLog;
    let grace: SessionLog;

    beforeEach(async () => {
      home = await makeHome();
      ada = await home.open('ada');
      grace = await home.open('grace');
    });

    afterEach(async () => {
      ada.dispose();
      grace.dispose();
      await home.close();
    });

    it('starts empty', async () => {
      assert.equal(ada.revision, 0);
      assert.deepEqual(await entriesUpTo(ada, 0), []);
    });

    it('stamps entries with revision, time and the actor of the connection', async () => {
      const before = ada.now();
      assert.equal(await ada.append([question('a'), question('b')], 0), 2);
      await entriesUpTo(grace, 2);
      assert.equal(await grace.append([question('c')], 2), 3);
      const entries = await entriesUpTo(ada, 3);
      assert.deepEqual(
        entries.map(({ revision, actor }) => [revision, actor]),
        [
          [1, 'ada'],
          [2, 'ada'],
          [3, 'grace'],
        ],
      );
      assert.deepEqual(idsOf(entries), ['a', 'b', 'c']);
      const times = entries.map(({ at }) => at);
      assert.deepEqual(
        times,
        [...times].sort((x, y) => x - y),
      );
      // The clocks of this machine agree; a guest's estimate of a round trip within it is off by less.
      assert.ok(Math.abs((times[0] ?? 0) - before) < minute);
    });

    it('refuses to append after a revision that is no longer the newest, with the newest', async () => {
      await ada.append([question('a')], 0);
      await assert.rejects(grace.append([question('b')], 0), (error) => {
        assert.ok(error instanceof ConflictError);
        assert.equal(error.revision, 1);
        return true;
      });
      await entriesUpTo(grace, 1);
      await grace.append([question('c')], 1);
      assert.deepEqual(idsOf(await entriesUpTo(ada, 2)), ['a', 'c']);
    });

    it('refuses to append after a revision that the log has not reached', async () => {
      await assert.rejects(ada.append([question('a')], 7), RefusedError);
      await ada.append([question('b')], 0);
      assert.deepEqual(idsOf(await entriesUpTo(grace, 1)), ['b']);
    });

    it('lets one of many win who append after the same revision', async () => {
      const attempts = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? ada : grace).append([question(`q${index}`)], 0),
      );
      const outcomes = await Promise.allSettled(attempts);
      const won = outcomes.filter(({ status }) => status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') {
          assert.ok(outcome.reason instanceof ConflictError);
        }
      }
      assert.equal((await entriesUpTo(ada, 1)).length, 1);
    });

    it('tells everyone the same entries in the same order', async () => {
      const both = Promise.all([entriesUpTo(ada, 30), entriesUpTo(grace, 30)]);
      await Promise.all([appendPatiently(ada, 'a', 15), appendPatiently(grace, 'g', 15)]);
      const [first, second] = await both;
      assert.deepEqual(first, second);
      assert.deepEqual(
        first.map(({ revision }) => revision),
        Array.from({ length: 30 }, (_, index) => index + 1),
      );
    });

    it('catches up from any revision, for a known participant and for a late one', async () => {
      await appendPatiently(ada, 'a', 12);
      const all = await entriesUpTo(ada, 12);
      const late = await home.open('late');
      assert.equal(late.revision, 12);
      for (let from = 0; from < 12; from++) {
        assert.deepEqual(await entriesUpTo(ada, 12, from), all.slice(from));
        assert.deepEqual(await entriesUpTo(late, 12, from), all.slice(from));
      }
      late.dispose();
    });

    it('tells what is here before subscribe returns, and nothing after the subscription ends', async () => {
      await ada.append([question('a'), question('b')], 0);
      const told: string[] = [];
      const subscription = ada.subscribe(0, (entry) => told.push(...idsOf([entry])));
      assert.deepEqual(told, ['a', 'b']);
      subscription.dispose();
      await ada.append([question('c')], 2);
      await entriesUpTo(ada, 3);
      assert.deepEqual(told, ['a', 'b']);
    });

    it('refuses what is too long, with a sentence, and takes nothing of it', async () => {
      const long = { type: 'questionAsked', id: 'long', text: 'x'.repeat(4_001) } as const;
      await assert.rejects(ada.append([question('a'), long], 0), RefusedError);
      await assert.rejects(
        ada.append([{ type: 'questionAsked', id: 'huge', text: 'x'.repeat(100_000) }], 0),
        RefusedError,
      );
      await ada.append([question('b')], 0);
      assert.deepEqual(idsOf(await entriesUpTo(ada, 1)), ['b']);
    });

    it('keeps any text as it was typed', async () => {
      const text = 'Why "\\n"? \u0000 \u2028 \ud83d\ude00 \ud800 \r\n line';
      await ada.append([{ type: 'questionAsked', id: 'odd', text }], 0);
      const [entry] = await entriesUpTo(grace, 1);
      assert.deepEqual(entry?.event, { type: 'questionAsked', id: 'odd', text });
    });

    it('says that it is unavailable when it is, appends nothing, and goes on afterwards', async () => {
      await ada.append([question('a')], 0);
      await home.fail();
      await assert.rejects(ada.append([question('b')], 1), UnavailableError);
      await assert.rejects(ada.append([question('b')], 1), UnavailableError);
      await home.heal();
      const late = await home.open('late');
      assert.equal(await late.append([question('c')], 1), 2);
      assert.deepEqual(idsOf(await entriesUpTo(ada, 2)), ['a', 'c']);
      late.dispose();
    });

    it('settles what is under way when it is disposed, and tells nothing more', async () => {
      let told = 0;
      ada.subscribe(0, () => told++);
      const underWay = ada.append([question('a')], 0);
      ada.dispose();
      const [outcome] = await Promise.allSettled([underWay]);
      if (outcome?.status === 'rejected') {
        assert.ok(outcome.reason instanceof UnavailableError);
      }
      await assert.rejects(ada.append([question('b')], 0), UnavailableError);
      assert.equal(told, 0);
      // The home and the others go on.
      await appendPatiently(grace, 'g', 1);
      assert.ok(idsOf(await entriesUpTo(grace, grace.revision)).includes('g0'));
    });

    it('swaps once when two people press swap at once', async () => {
      const first = new SessionReplica(ada, 'ada');
      const second = new SessionReplica(grace, 'grace');
      const turns = { length: 15 * minute, onExpiry: 'ask', grace: 0 } as const;
      await first.dispatch({
        type: 'startSession',
        sessionId: 's',
        hypothesis: '',
        turns,
        name: 'Ada',
      });
      if (second.session === undefined) {
        await next(second.onDidChange, ({ session }) => session.turn.number === 1);
      }
      await second.dispatch({ type: 'join', name: 'Grace' });
      const turn = second.session?.turn.number ?? 0;
      await Promise.all([
        first.dispatch({ type: 'swapRoles', turn }),
        second.dispatch({ type: 'swapRoles', turn }),
      ]);
      assert.equal(first.session?.turn.number, turn + 1);
      assert.equal(first.session?.turn.driver, 'grace');
      await second.dispatch({ type: 'endSession' });
      const started = second.entries.filter(({ event }) => event.type === 'turnStarted');
      assert.equal(started.length, turn + 1);
    });
  });
}

/** Appends `count` questions, each as often as it takes. */
async function appendPatiently(log: SessionLog, prefix: string, count: number): Promise<void> {
  for (let index = 0; index < count; ) {
    try {
      await entriesUpTo(log, await log.append([question(`${prefix}${index}`)], log.revision));
      index++;
    } catch (error) {
      assert.ok(error instanceof ConflictError);
      await entriesUpTo(log, error.revision);
    }
  }
}
