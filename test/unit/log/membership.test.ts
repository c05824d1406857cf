import assert from 'node:assert/strict';
import { passOf } from '../../../src/protocol/pass.ts';
import { AskedHost } from '../../contract/askedHost.ts';
import { entriesUpTo, next } from '../../contract/collect.ts';
import { question } from '../../contract/events.ts';
import { isTurnedAway } from '../../contract/isTurnedAway.ts';
import { RawGuest } from '../../contract/rawGuest.ts';
import { ServedSession } from '../../contract/servedSession.ts';
import { Wiretap } from '../../contract/wiretap.ts';

describe('someone who is in the session', () => {
  let session: ServedSession;
  let host: AskedHost;

  beforeEach(async () => {
    host = new AskedHost();
    session = new ServedSession();
    session.consent = host.consent;
    session.standings.set('ada', 'member');
    session.standings.set('grace', 'member');
    await session.serve();
    await session.log.append('host', [question('a')], 0);
  });

  afterEach(() => session.dispose());

  const passFor = (id: string) => passOf(session.passKey, id);

  it('comes back with their pass, and nobody is asked', async () => {
    const guest = await session.join('grace', { pass: passFor('grace') });
    assert.equal(guest.pass, passFor('grace'));
    assert.equal(host.asked.length, 0);
  });

  it('comes back by themselves, with the pass that they were given when they joined', async () => {
    session.standings.clear();
    const tap = new Wiretap();
    const joining = session.join('grace', { dial: tap.dial, random: () => 0.999_999 });
    (await host.question(1)).answer(true);
    const guest = await joining;
    session.standings.set('grace', 'member');
    const back = () =>
      next(guest.onDidChangeConnection, ({ connection }) => connection === 'connected');
    const cut = back();
    tap.cut();
    await cut;
    // Also to a server that knows of no consent.
    const restarted = back();
    await session.serve();
    await restarted;
    assert.equal(host.asked.length, 1);
  });

  it('is not believed by their id alone', async () => {
    await isTurnedAway(session.join('grace'), 'notYou');
    await isTurnedAway(session.join('grace', { pass: passFor('ada') }), 'notYou');
    const otherKey = passOf(session.secret, 'grace');
    await isTurnedAway(session.join('grace', { pass: otherKey }), 'notYou');
    assert.equal(host.asked.length, 0);
  });

  it('does not send the pass, nor a proof that serves another handshake', async () => {
    const guest = new RawGuest(session.url);
    await guest.prove(session.invite, 'grace', { pass: passFor('grace') });
    await guest.message('welcome');
    const echo = new RawGuest(session.url);
    const { proof } = await guest.message('welcome');
    await echo.prove(session.invite, 'grace', { memberProof: proof });
    assert.equal((await echo.message('refused')).reason, 'notYou');
    guest.socket.close();
  });

  it('is asked about no more when their window comes back by itself, having been removed', async () => {
    session.standings.set('grace', 'removed');
    const returning = { pass: passFor('grace'), returning: true };
    await isTurnedAway(session.join('grace', returning), 'removed');
    assert.equal(host.asked.length, 0);
    const joining = session.join('grace', { pass: passFor('grace') });
    (await host.question(1)).answer(true);
    await joining;
  });

  it('is not asked about when their window comes back by itself and nobody knows them', async () => {
    session.standings.clear();
    await isTurnedAway(session.join('grace', { returning: true }), 'notYou');
    assert.equal(host.asked.length, 0);
  });

  it('needs the invite besides the pass', async () => {
    const invite = { ...session.invite, secret: passFor('grace') };
    const guest = new RawGuest(session.url);
    await guest.prove(invite, 'grace', { pass: passFor('grace') });
    assert.equal((await guest.message('refused')).reason, 'wrongSecret');
  });

  it('hears of the end only as who they were', async () => {
    session.server.end();
    const [entry] = await entriesUpTo(session.log, 1);
    const seen = { revision: 1, at: entry?.at ?? 0 };
    const member = new RawGuest(session.url);
    await member.prove(session.invite, 'grace', { pass: passFor('grace'), seen });
    await member.message('welcome');
    assert.equal((await member.message('refused')).reason, 'sessionEnded');
    const stranger = new RawGuest(session.url);
    await stranger.prove(session.invite, 'eve', { seen });
    assert.equal((await stranger.message('refused')).reason, 'sessionEnded');
    assert.deepEqual(
      stranger.received.map(({ type }) => type),
      ['hello', 'refused'],
    );
    assert.equal(host.asked.length, 0);
  });
});
