import assert from 'node:assert/strict';
import type { Channel, ChannelEnd } from '../../../src/log/channel.ts';
import { passOf } from '../../../src/protocol/pass.ts';
import { newNonce, proofOf } from '../../../src/protocol/proof.ts';
import { protocolVersion } from '../../../src/protocol/wire.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { entriesUpTo, next } from '../../contract/collect.ts';
import { idsOf, question } from '../../contract/events.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { RawGuest } from '../../contract/rawGuest.ts';
import { ServedSession } from '../../contract/servedSession.ts';

/** A channel to a guest that has stopped reading. */
class StuckChannel implements Channel {
  readonly backlog = 9 * 1024 * 1024;
  readonly onMessage = new Emitter<string>().event;
  readonly onClose = new Emitter<ChannelEnd>().event;
  isDisposed = false;

  send(): void {}

  dispose(): void {
    this.isDisposed = true;
  }
}

describe('the session server', () => {
  let session: ServedSession;

  beforeEach(async () => {
    session = await new ServedSession().serve();
  });

  afterEach(() => session.dispose());

  /** Whoever misbehaved, someone else still joins and appends. */
  async function othersAreUndisturbed(): Promise<void> {
    const ada = await session.join('ada');
    await ada.append([question('fine')], session.log.revision);
    ada.dispose();
  }

  async function isRefused(guest: RawGuest, reason: string): Promise<void> {
    assert.equal((await guest.message('refused')).reason, reason);
    await guest.closed;
    assert.ok(!guest.received.some(({ type }) => type === 'entries'));
    await othersAreUndisturbed();
  }

  it('proves itself to the guest before it tells anything', async () => {
    await session.log.append('host', [question('a')], 0);
    session.standings.set('grace', 'member');
    const pass = passOf(session.passKey, 'grace');
    const guest = new RawGuest(session.url);
    const { nonce: serverNonce } = await guest.message('hello');
    const guestNonce = newNonce();
    const handshake = { serverNonce, guestNonce, sessionId: 'session', participantId: 'grace' };
    await guest.prove(session.invite, 'grace', {
      nonce: guestNonce,
      proof: proofOf('guest', session.secret, handshake),
      memberProof: proofOf('member', pass, handshake),
    });
    const { proof, revision } = await guest.message('welcome');
    assert.equal(proof, proofOf('server', session.secret, handshake));
    assert.equal(revision, 1);
    const { entries } = await guest.message('entries');
    assert.deepEqual(idsOf(entries), ['a']);
    assert.deepEqual(
      guest.received.map(({ type }) => type),
      ['hello', 'welcome', 'entries'],
    );
    guest.socket.close();
  });

  it('never sees the secret, nor sends it', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace');
    await guest.message('welcome');
    assert.ok(!JSON.stringify(guest.received).includes(session.secret));
    guest.socket.close();
  });

  it('turns away a guest that echoes the proof of another handshake', async () => {
    const overheard = new RawGuest(session.url);
    await overheard.prove(session.invite, 'grace');
    const { proof } = await overheard.message('welcome');
    const replaying = new RawGuest(session.url);
    await replaying.prove(session.invite, 'grace', { proof });
    await isRefused(replaying, 'wrongSecret');
    overheard.socket.close();
  });

  it('turns away a guest that claims to be someone else than it proved', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace', { participantId: 'ada' });
    await isRefused(guest, 'wrongSecret');
  });

  it('turns away whoever asks for anything before the handshake', async () => {
    const guest = new RawGuest(session.url);
    await guest.message('hello');
    guest.send({ type: 'append', id: 1, after: 0, events: [question('sneaked in')] });
    await isRefused(guest, 'malformed');
    assert.ok(!idsOf(await entriesUpTo(session.log, 1)).includes('sneaked in'));
  });

  it('turns away another version of the protocol and says so', async () => {
    const guest = new RawGuest(session.url);
    await guest.message('hello');
    guest.socket.send(
      JSON.stringify({ type: 'prove', protocol: protocolVersion + 1, novel: true }),
    );
    await isRefused(guest, 'version');
  });

  it('survives garbage, before and after the handshake', async () => {
    const garbage = [
      '',
      '{',
      'null',
      '[]',
      '{"type":"append"}',
      '{"__proto__":{}}',
      RawGuest.garbage(999),
    ];
    for (const text of garbage) {
      const stranger = new RawGuest(session.url);
      await stranger.message('hello');
      stranger.socket.send(text);
      await isRefused(stranger, 'malformed');
      const member = new RawGuest(session.url);
      await member.prove(session.invite, 'grace');
      await member.message('welcome');
      member.socket.send(text);
      assert.equal((await member.message('refused')).reason, 'malformed');
      await member.closed;
    }
    const binary = new RawGuest(session.url);
    await binary.message('hello');
    binary.socket.send(Buffer.from([1, 2, 3]));
    await binary.closed;
    await othersAreUndisturbed();
  });

  it('refuses unknown kinds of events', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace');
    await guest.message('welcome');
    const events = [{ type: 'mindRead', thought: 'x' }];
    guest.socket.send(JSON.stringify({ type: 'append', id: 1, after: 0, events }));
    assert.equal((await guest.message('refused')).reason, 'malformed');
    assert.ok(session.reports.some((report) => report.includes('mindRead')));
    assert.equal(session.log.revision, 0);
  });

  it('takes no frame over its limit', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace');
    await guest.message('welcome');
    guest.socket.send('x'.repeat(64 * 1024 + 1));
    assert.equal(await guest.closed, 1009);
    await othersAreUndisturbed();
  });

  it('cuts off a guest that floods it', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace');
    await guest.message('welcome');
    for (let id = 0; id < 1_000; id++) {
      guest.send({ type: 'ping', id });
    }
    assert.equal((await guest.message('refused')).reason, 'rate');
    await othersAreUndisturbed();
  });

  it('cuts off a guest that sends too much at once, however few frames it takes for it', async () => {
    const timers = new ManualTimers();
    const slow = await new ServedSession(timers).serve();
    const guest = new RawGuest(slow.url);
    await guest.prove(slow.invite, 'grace');
    await guest.message('welcome');
    const text = 'x'.repeat(3_000);
    const events = Array.from({ length: 20 }, () => ({ ...question('big'), text }));
    const send = (ids: readonly number[]) => {
      for (const id of ids) {
        guest.send({ type: 'append', id, after: 9_999, events });
      }
      guest.send({ type: 'ping', id: Math.max(...ids) });
    };
    const seventeen = Array.from({ length: 17 }, (_, index) => index);
    send(seventeen);
    await guest.message('pong');
    timers.advance(5_000);
    send(seventeen.map((id) => id + 100));
    const isAnswered = () =>
      guest.received.some((message) => message.type === 'pong' && message.id === 116);
    while (!isAnswered()) {
      await new Promise((resolve) => guest.socket.once('message', resolve));
    }
    send([200]);
    assert.equal((await guest.message('refused')).reason, 'rate');
    slow.dispose();
  });

  it('lets no browser page in', async () => {
    for (const origin of ['https://example.com', 'null', 'http://127.0.0.1']) {
      const page = new RawGuest(session.url, { origin });
      await page.closed;
      assert.deepEqual(page.received, []);
    }
    const response = await fetch(session.url.replace('ws:', 'http:'));
    assert.equal(response.status, 426);
    await othersAreUndisturbed();
  });

  it('does not wait for ever for a handshake', async () => {
    const timers = new ManualTimers();
    const slow = await new ServedSession(timers).serve();
    const guest = new RawGuest(slow.url);
    await guest.message('hello');
    timers.advance(10_000);
    assert.equal((await guest.message('refused')).reason, 'timeout');
    slow.dispose();
  });

  it('gives up a guest that has gone silent, and says that its person is gone', async () => {
    const timers = new ManualTimers();
    const slow = await new ServedSession(timers).serve();
    const gone = next(slow.server.onDidDisconnect);
    const guest = new RawGuest(slow.url);
    await guest.prove(slow.invite, 'grace');
    await guest.message('welcome');
    timers.advance(20_000);
    assert.equal(await gone, 'grace');
    slow.dispose();
  });

  it('lets only so many strangers knock at once', async () => {
    const strangers = Array.from({ length: 40 }, () => new RawGuest(session.url));
    let busy = 0;
    await new Promise<void>((resolve) => {
      for (const stranger of strangers) {
        void stranger.message('refused').then(({ reason }) => {
          assert.equal(reason, 'busy');
          busy++;
          if (busy === 8) {
            resolve();
          }
        });
      }
    });
    await Promise.all(strangers.map((stranger) => stranger.message('hello')));
    assert.equal(busy, 8);
    for (const { socket } of strangers) {
      socket.terminate();
    }
  });

  it('takes nobody for a stranger who has proven the secret, though they wait to be let in', async () => {
    session.consent = () => new Promise(() => undefined);
    const waiting: RawGuest[] = [];
    for (let number = 0; number < 32; number++) {
      const guest = new RawGuest(session.url);
      await guest.prove(session.invite, `guest ${number % 4}`);
      await guest.message('waiting');
      waiting.push(guest);
    }
    const last = new RawGuest(session.url);
    await last.prove(session.invite, 'grace');
    await last.message('waiting');
    for (const { socket } of [...waiting, last]) {
      socket.terminate();
    }
  });

  it('proves itself as it turns away who knows the secret, and nobody else', async () => {
    session.standings.set('grace', 'member');
    const guest = new RawGuest(session.url);
    const { nonce: serverNonce } = await guest.message('hello');
    const guestNonce = newNonce();
    const handshake = { serverNonce, guestNonce, sessionId: 'session', participantId: 'grace' };
    const proof = proofOf('guest', session.secret, handshake);
    await guest.prove(session.invite, 'grace', { nonce: guestNonce, proof });
    const { reason, proof: servers } = await guest.message('refused');
    assert.equal(reason, 'notYou');
    assert.equal(servers, proofOf('server', session.secret, handshake));
    const stranger = new RawGuest(session.url);
    await stranger.prove({ ...session.invite, secret: session.passKey }, 'grace');
    assert.deepEqual(await stranger.message('refused'), { type: 'refused', reason: 'wrongSecret' });
  });

  it('cuts off a guest that takes nothing, while the others are served', async () => {
    const stuck = new StuckChannel();
    session.server.serve(stuck);
    assert.ok(stuck.isDisposed);
    assert.ok(session.reports.some((report) => report.includes('was cut off')));
    await othersAreUndisturbed();
  });

  it('takes a person for connected from their first window to their last', async () => {
    const seen: string[] = [];
    session.server.onDidConnect((id) => seen.push(`+${id}`));
    session.server.onDidDisconnect((id) => seen.push(`-${id}`));
    const first = await session.join('grace');
    const second = await session.join('grace');
    const other = await session.join('ada');
    const adaGone = next(session.server.onDidDisconnect, (id) => id === 'ada');
    first.dispose();
    other.dispose();
    await adaGone;
    assert.deepEqual(seen, ['+grace', '+ada', '-ada']);
    const graceGone = next(session.server.onDidDisconnect);
    second.dispose();
    assert.equal(await graceGone, 'grace');
  });
});
