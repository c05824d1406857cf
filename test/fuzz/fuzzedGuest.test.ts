import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { LogEntry } from '../../src/core/logEntry.ts';
import type { Channel } from '../../src/log/channel.ts';
import type { RemoteLog } from '../../src/log/remote/remoteLog.ts';
import { ConflictError } from '../../src/log/sessionLog.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { newNonce, proofOf } from '../../src/protocol/proof.ts';
import {
  encodeMessage,
  type GuestMessage,
  parseGuestMessage,
  protocolVersion,
} from '../../src/protocol/wire.ts';
import { HumanError } from '../../src/util/humanError.ts';
import { question } from '../contract/events.ts';
import { joinRemote } from '../contract/joinRemote.ts';
import { ManualTimers } from '../contract/manualTimers.ts';
import { memoryChannels } from '../contract/memoryChannel.ts';
import { seed } from '../contract/seed.ts';
import { Random } from '../simulation/random.ts';
import { checkEntry, checkSame } from './entryCheck.ts';
import { heapInUse } from './heapInUse.ts';
import { LastFrames } from './lastFrames.ts';
import { mutate } from './mutate.ts';
import { anyServerMessage } from './validFrames.ts';

const frames = 22_000;
/** Megabytes that may be more on the heap at the end than after a fifth. */
const growth = 8;

const secret = newSecret();
const invite: Invite = {
  version: 1,
  sessionId: 'session',
  hosts: ['127.0.0.1'],
  port: 1,
  secret,
};

describe('a guest that is sent frames which are not quite right', () => {
  const sent = new LastFrames();
  const random = new Random(seed());
  const tally = { joined: 0, keptOut: 0, taken: 0, settled: 0, closed: 0 };

  afterEach(function () {
    sent.printIfFailed(this);
  });

  it(`takes no nonsense, is fooled by no one and leaks nothing, ${frames} frames long`, async () => {
    let early: number | undefined;
    while (sent.count < frames) {
      const link = new FuzzingServer();
      const log = await link.join();
      if (log !== undefined) {
        await disturb(link, log);
      }
      link.channel.dispose();
      assert.equal(link.timers.count, 0, 'timers are left behind');
      if (early === undefined && sent.count >= frames / 5) {
        early = heapInUse();
      }
    }
    const late = heapInUse();
    assert.ok(late < (early ?? 0) + growth, `${early} MB after a fifth, ${late} MB at the end`);
    for (const [what, count] of Object.entries(tally)) {
      assert.ok(count > frames / 200, `${what}: ${count}`);
    }
  }).timeout(300_000);

  /** Sends mutated frames until the guest has had enough. */
  async function disturb({ channel }: FuzzingServer, log: RemoteLog): Promise<void> {
    const entries: LogEntry[] = [];
    let frame = '';
    log.subscribe(0, (entry) => {
      tally.taken++;
      entries.push(entry);
      assert.equal(entry.revision, entries.length);
      checkEntry(entry);
      checkSame(
        entry,
        entriesIn(frame).find((other) => revisionOf(other) === entry.revision),
      );
    });
    let appends = 0;
    const settled: Promise<void>[] = [];
    for (let left = random.integer(5, 60); left > 0 && log.connection === 'connected'; left--) {
      if (random.chance(0.3)) {
        appends++;
        settled.push(log.append([question('a')], log.revision).then(settle, settleWith));
      }
      const valid = encodeMessage(anyServerMessage(random, { revision: log.revision, appends }));
      frame = random.chance(0.4) ? valid : mutate(valid, random);
      sent.add(frame);
      channel.send(frame);
      await turn();
    }
    tally.closed += log.connection === 'connected' ? 0 : 1;
    log.dispose();
    await Promise.all(settled);
  }

  function settle(revision: number): void {
    assert.ok(Number.isSafeInteger(revision) && revision >= 0);
    tally.settled++;
  }

  function settleWith(error: unknown): void {
    assert.ok(error instanceof HumanError || error instanceof ConflictError, String(error));
    tally.settled++;
  }

  /** The other end of a guest's channel, which knows the secret and does not always use it right. */
  class FuzzingServer {
    readonly timers = new ManualTimers();
    readonly channel: Channel;
    readonly #guestEnd: Channel;
    readonly #nonce = newNonce();
    #isHonest = true;
    #proof = '';
    readonly #said: string[] = [];
    #dials = 0;

    constructor() {
      [this.#guestEnd, this.channel] = memoryChannels();
      this.channel.onMessage((text) => {
        const message = parseGuestMessage(text);
        assert.ok(message.ok, 'the guest sent what it should not');
        if (message.value.type === 'prove') {
          this.#welcome(message.value);
        }
      });
    }

    /** A guest that has joined; `undefined` if it kept out, as it must if anything was wrong. */
    async join(): Promise<RemoteLog | undefined> {
      const joining = joinRemote(invite, {
        participantId: 'grace',
        timers: this.timers,
        dial: () => this.#dial(),
      }).catch((error: unknown) => {
        assert.ok(error instanceof HumanError, String(error));
        tally.keptOut++;
        return undefined;
      });
      this.#say(encodeMessage({ type: 'hello', protocol: protocolVersion, nonce: this.#nonce }));
      for (let turns = 0; turns < 4; turns++) {
        await turn();
      }
      if (!this.#isHonest) {
        this.channel.dispose();
      }
      const log = await joining;
      if (log !== undefined) {
        tally.joined++;
        assert.ok(
          this.#said.some((frame) => this.#isProven(frame)),
          'it believed what was not proven',
        );
      }
      return log;
    }

    #isProven(frame: string): boolean {
      return frame.includes('"welcome"') && frame.includes(this.#proof);
    }

    /** A guest may look for its session on other ports; nobody is there. */
    #dial(): Channel {
      if (this.#dials++ === 0) {
        return this.#guestEnd;
      }
      const [guestEnd, serverEnd] = memoryChannels();
      setImmediate(() => serverEnd.dispose());
      return guestEnd;
    }

    #welcome(prove: Extract<GuestMessage, { type: 'prove' }>): void {
      const { sessionId, participantId, nonce: guestNonce } = prove;
      const serverNonce = this.#nonce;
      const handshake = { serverNonce, guestNonce, sessionId, participantId };
      const proof = proofOf('server', secret, handshake);
      this.#proof = proof;
      const pass = newNonce();
      if (random.chance(0.3)) {
        this.#say(encodeMessage({ type: 'waiting', proof }));
      }
      const welcome = { type: 'welcome', proof, pass, revision: 0, at: 1_700_000_000_000 } as const;
      this.#say(encodeMessage(welcome));
    }

    #say(valid: string): void {
      const frame = random.chance(0.15) ? mutate(valid, random) : valid;
      this.#isHonest &&= frame === valid;
      this.#said.push(frame);
      sent.add(frame);
      this.channel.send(frame);
    }
  }
});

function entriesIn(frame: string): unknown[] {
  const message: unknown = JSON.parse(frame);
  return typeof message === 'object' && message !== null && 'entries' in message
    ? [message.entries].flat()
    : [];
}

function revisionOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'revision' in entry && entry.revision;
}
