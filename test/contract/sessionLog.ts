import assert from 'node:assert/strict';
import type { LogEntry } from '../../src/core/logEntry.ts';
import type { ParticipantId } from '../../src/core/participant.ts';
import { minute } from '../../src/core/time.ts';
import {
  ConflictError,
  RefusedError,
  type SessionLog,
  UnavailableError,
} from '../../src/log/sessionLog.ts';
import { SessionReplica } from '../../src/log/sessionReplica.ts';
import { appendPatiently } from './appendPatiently.ts';
import { entriesUpTo, next } from './collect.ts';
import { describeDurability } from './durability.ts';
import { idsOf, question } from './events.ts';

/** One kind of home, with a fresh and empty log in it. */
export interface TestedHome {
  open(participantId: ParticipantId): Promise<SessionLog>;
  /** Makes the home unable to append until `heal`; one with a disk still has room for so many bytes. */
  fail(room?: number): Promise<void>;
  heal(): Promise<void>;
  /** Closes the home, whatever is under way, and opens it on what it kept. The logs of before are over. */
  reopen(): Promise<void>;
  /** What another process finds in the home's file, now. */
  readElsewhere(): Promise<readonly LogEntry[]>;
  close(): Promise<void>;
}

export interface HomeKind {
  readonly name: string;
  /** Whether the home outlives its process. One that does not has to say so. */
  readonly keepsAJournal: boolean;
  make(): Promise<TestedHome>;
}

/** What every home of the log promises. */
export function describeSessionLog(kind: HomeKind): void {
  describe(`the session log, ${kind.name}`, () => {
    let home: TestedHome;
    let ada: SessionLog;
    let grace: SessionLog;

    beforeEach(async () => {
      home = await kind.make();
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

    it('takes all that five people append at once, each once and each in their order', async () => {
      const names = ['ada', 'grace', 'edith', 'joan', 'mary'];
      const logs = [ada, grace];
      for (const name of names.slice(2)) {
        logs.push(await home.open(name));
      }
      // Each has several appends under way at a time, so most of them meet a conflict first.
      await Promise.all(
        logs.flatMap((log, person) =>
          ['x', 'y', 'z'].map((line) => appendPatiently(log, `${names[person]}-${line}`, 4)),
        ),
      );
      const [first = [], ...others] = await Promise.all(logs.map((log) => entriesUpTo(log, 60)));
      for (const other of others) {
        assert.deepEqual(other, first);
      }
      for (const name of names) {
        const own = idsOf(first.filter(({ actor }) => actor === name));
        for (const line of ['x', 'y', 'z']) {
          const inLine = own.filter((id) => id.startsWith(`${name}-${line}`));
          assert.deepEqual(
            inLine,
            [0, 1, 2, 3].map((index) => `${name}-${line}${index}`),
          );
        }
      }
      for (const log of logs.slice(2)) {
        log.dispose();
      }
    });

    it('keeps the entries of one append together, whoever else appends', async () => {
      const prefixes = ['a', 'g'];
      await Promise.all(
        [ada, grace].map((log, person) => appendPatiently(log, prefixes[person] ?? '', 10, 3)),
      );
      const ids = idsOf(await entriesUpTo(ada, 60));
      for (let start = 0; start < ids.length; start += 3) {
        const id = ids[start] ?? '';
        assert.deepEqual(ids.slice(start, start + 3), [id, `${id}+1`, `${id}+2`]);
      }
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
      const future = entriesUpTo(late, 15, 13);
      await appendPatiently(ada, 'more', 3);
      assert.deepEqual(idsOf(await future), ['more1', 'more2']);
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

    it('tells a no, which stays, from a failure, which passes, and both from a conflict', async () => {
      const tooMuch = Array.from({ length: 51 }, (_, index) => question(`q${index}`));
      const kindsOfNo = async (events = tooMuch, after = 1) => {
        const [outcome] = await Promise.allSettled([ada.append(events, after)]);
        assert.ok(outcome?.status === 'rejected');
        return [ConflictError, RefusedError, UnavailableError].filter(
          (kind) => outcome.reason instanceof kind,
        );
      };
      await ada.append([question('a')], 0);
      assert.deepEqual(await kindsOfNo(), [RefusedError]);
      await home.fail();
      assert.deepEqual(await kindsOfNo(), [RefusedError]);
      assert.deepEqual(await kindsOfNo([question('late')], 0), [ConflictError]);
      assert.deepEqual(await kindsOfNo([question('b')], 1), [UnavailableError]);
      await home.heal();
      assert.deepEqual(await kindsOfNo(), [RefusedError]);
      assert.equal(await ada.append([question('b')], 1), 2);
    });

    it('settles what is under way when it is disposed, and tells nothing more', async () => {
      let told = 0;
      ada.subscribe(0, () => told++);
      const underWay = ['a', 'b', 'c'].map((id, index) => ada.append([question(id)], index));
      ada.dispose();
      const outcomes = await Promise.allSettled(underWay);
      await assert.rejects(ada.append([question('d')], 0), UnavailableError);
      assert.equal(told, 0);
      // The home and the others go on, with all that was acknowledged.
      await appendPatiently(grace, 'g', 1);
      const ids = idsOf(await entriesUpTo(grace, grace.revision));
      assert.ok(ids.includes('g0'));
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') {
          assert.equal(ids[outcome.value - 1], ['a', 'b', 'c'][index]);
        } else {
          const { reason } = outcome;
          assert.ok(reason instanceof UnavailableError || reason instanceof ConflictError);
        }
      }
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
        name: 'ada',
      });
      if (second.session === undefined) {
        await next(second.onDidChange, ({ session }) => session.turn.number === 1);
      }
      await second.dispatch({ type: 'join', name: 'grace' });
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

    describeDurability(kind);
  });
}
