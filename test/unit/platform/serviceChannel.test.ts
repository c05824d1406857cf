import assert from 'node:assert/strict';
import { newSecret } from '../../../src/protocol/invite.ts';
import {
  bellOf,
  mostTexts,
  parcelBytes,
  parcelVersion,
  requests,
} from '../../../src/protocol/parcels.ts';
import { largestGuestFrame, largestServerFrame } from '../../../src/protocol/wire.ts';
import type { SharedServices } from '../../support/sharedServices.ts';
import { OfferedSession } from './offeredSession.ts';

const closedAnswer = { version: parcelVersion, texts: [], isMore: false, closed: 'gone' };

function exchange(services: SharedServices, request: object): Promise<unknown> {
  const parcel = { version: parcelVersion, texts: [], isMore: false };
  return services.proxy().request(requests.exchange, [{ ...parcel, ...request }]);
}

/** Whose parcels the guests sent, one after the other. */
function channelsIn({ carried }: SharedServices): string[] {
  return carried
    .filter(({ kind, name }) => kind === 'request' && name === requests.exchange)
    .map(({ json }) => /"channel":"([^"]*)"/.exec(json)?.[1] ?? '');
}

describe('a channel over a service of Live Share', () => {
  let session: OfferedSession;
  let services: SharedServices;

  beforeEach(() => {
    session = new OfferedSession();
    ({ services } = session);
  });

  it('carries what both say, in order and each once, and keeps any text as it is', async () => {
    const { there, here } = await session.connect();
    const odd = ['', ' \0\r\n\u2028', '{"a":1}', '\u{1F600}', 'x'.repeat(60_000)];
    const sent = Array.from({ length: 350 }, (_, index) => `${index} ${odd[index % odd.length]}`);
    for (const [index, text] of sent.entries()) {
      there.channel.send(text);
      here.channel.send(`${text}!`);
      if (index % 50 === 0) {
        await services.settled();
      }
    }
    await services.settled();
    assert.deepEqual(here.heard, sent);
    assert.deepEqual(
      there.heard,
      sent.map((text) => `${text}!`),
    );
    assert.deepEqual([...here.ends, ...there.ends], []);
  });

  it('answers at once what the other end answers at once, without a bell', async () => {
    const { there, here } = await session.connect();
    here.channel.onMessage((text) => here.channel.send(`${text}, too`));
    const before = services.count('request');
    there.channel.send('hello');
    await services.settled();
    assert.deepEqual(there.heard, ['hello, too']);
    assert.equal(services.count('request'), before + 1);
    assert.equal(services.count('notice', 'waiting'), 0);
  });

  it('rings once for all that waits, for all guests', async () => {
    const one = await session.connect();
    const other = await session.connect(session.anotherGuest());
    for (const { here } of [one, other, one, other]) {
      here.channel.send('news');
    }
    await services.settled();
    assert.equal(services.count('notice', 'waiting'), 1);
    assert.deepEqual(
      [one.there.heard, other.there.heard],
      [Array(2).fill('news'), Array(2).fill('news')],
    );
  });

  it('rings no second time before the guest came', async () => {
    const { there, here } = await session.connect();
    services.hold();
    for (const text of ['one', 'two', 'three']) {
      here.channel.send(text);
      await services.settled();
    }
    assert.equal(services.count('notice', 'waiting'), 1);
    services.letThrough();
    await services.settled();
    assert.deepEqual(there.heard, ['one', 'two', 'three']);
  });

  it('exchanges nothing while nobody says anything', async () => {
    await session.connect();
    await session.connect(session.anotherGuest());
    const before = services.carried.length;
    await session.pass(600);
    assert.equal(services.carried.length, before);
    assert.equal(session.timers.count, 0);
  });

  it('exchanges one parcel at a time, and what comes meanwhile together', async () => {
    const { there, here } = await session.connect();
    const before = services.count('request');
    services.hold();
    for (let index = 0; index < 20; index++) {
      there.channel.send(String(index));
    }
    assert.equal(services.count('request'), before + 1);
    services.letThrough();
    await services.settled();
    assert.equal(here.heard.length, 20);
    assert.equal(services.count('request'), before + 2);
  });

  it('fetches with the next message what it missed the bell for', async () => {
    const { there, here } = await session.connect();
    services.loses = () => true;
    here.channel.send('one');
    here.channel.send('two');
    await services.settled();
    assert.deepEqual(there.heard, []);
    there.channel.send('ping');
    await services.settled();
    assert.deepEqual(there.heard, ['one', 'two']);
  });

  it('parts what is much into parcels, none much over the limit', async () => {
    const { there, here } = await session.connect();
    const text = 'x'.repeat(parcelBytes / 4 - 1);
    for (let index = 0; index < 30; index++) {
      here.channel.send(text);
    }
    for (let index = 0; index < 3 * mostTexts; index++) {
      here.channel.send('y');
    }
    assert.equal(here.channel.backlog, 30 * text.length + 3 * mostTexts);
    await services.settled();
    assert.equal(there.heard.length, 30 + 3 * mostTexts);
    assert.equal(here.channel.backlog, 0);
    const sizes = services.carried.map(({ json }) => json.length);
    assert.ok(Math.max(...sizes) < 1.5 * parcelBytes, `${Math.max(...sizes)}`);
  });

  it('counts what waits in bytes, until it is sent', async () => {
    const { there } = await session.connect();
    services.hold();
    there.channel.send('first');
    there.channel.send('\u{1F600}');
    there.channel.send('é');
    assert.equal(there.channel.backlog, 6);
    services.letThrough();
    await services.settled();
    assert.equal(there.channel.backlog, 0);
  });

  for (const [end, other, limit] of [
    ['there', 'here', largestGuestFrame],
    ['here', 'there', largestServerFrame],
  ] as const) {
    it(`ends for both as too large with a message over the limit from ${end}, after what came before`, async () => {
      const ends = await session.connect();
      const fits = '\u{1F600}'.repeat(limit / 4);
      ends[end].channel.send(fits);
      ends[end].channel.send(`${fits}.`);
      ends[end].channel.send('after it');
      await services.settled();
      assert.ok(ends[other].heard.length === 1 && ends[other].heard[0] === fits);
      assert.deepEqual([ends.there.ends, ends.here.ends], [['tooLarge'], ['tooLarge']]);
      assert.equal(session.timers.count, 0);
    });

    it(`lets go at ${end} after what was sent, and is heard of there no more`, async () => {
      const ends = await session.connect();
      services.hold();
      ends[end].channel.send('one');
      ends[end].channel.send('two');
      ends[end].channel.dispose();
      ends[end].channel.dispose();
      ends[end].channel.send('three');
      ends[other].channel.send('unheard');
      services.letThrough();
      await services.settled();
      assert.deepEqual(ends[other].heard, ['one', 'two']);
      assert.deepEqual(ends[other].ends, ['gone']);
      assert.deepEqual([ends[end].heard, ends[end].ends], [[], []]);
      const after = services.carried.length;
      ends[other].channel.dispose();
      await session.pass(60);
      assert.equal(services.carried.length, after);
      assert.equal(session.timers.count, 0);
    });
  }

  it('is not heard from any more once whoever hears it disposes it', async () => {
    const { there, here } = await session.connect();
    there.channel.onMessage(() => there.channel.dispose());
    here.channel.send('one');
    here.channel.send('two');
    await services.settled();
    assert.deepEqual(there.heard, ['one']);
    assert.deepEqual([there.ends, here.ends], [[], ['gone']]);
  });

  it('keeps what was sent last for a guest that missed the bell, for a while', async () => {
    const [late, never] = [await session.connect(), await session.connect()];
    services.loses = () => true;
    for (const { here } of [late, never]) {
      here.channel.send('the session is over');
      here.channel.dispose();
    }
    await session.pass(9);
    late.there.channel.send('ping');
    await services.settled();
    assert.deepEqual([late.there.heard, late.there.ends], [['the session is over'], ['gone']]);
    await session.pass(1);
    assert.equal(session.timers.count, 0);
    never.there.channel.send('ping');
    await services.settled();
    assert.deepEqual([never.there.heard, never.there.ends], [[], ['gone']]);
  });

  it('ends at once at both ends when Live Share does', async () => {
    const { there, here } = await session.connect();
    services.hold();
    there.channel.send('on its way');
    services.setAvailable(false);
    assert.deepEqual([there.ends, here.ends], [['gone'], ['gone']]);
    services.setAvailable(true);
    services.letThrough();
    await services.settled();
    assert.deepEqual([there.ends, here.ends, here.heard], [['gone'], ['gone'], []]);
    const again = await session.connect();
    again.there.channel.send('back');
    await services.settled();
    assert.deepEqual(again.here.heard, ['back']);
  });

  it('ends as gone, but not before someone can hear of it, while Live Share is not there', async () => {
    services.setAvailable(false);
    const there = session.dial();
    assert.deepEqual(there.ends, []);
    await services.settled();
    assert.deepEqual(there.ends, ['gone']);
    assert.equal(services.count('request'), 0);
    assert.deepEqual(session.reports, []);
  });

  it('ends as gone when an answer does not come', async () => {
    const { there, here } = await session.connect();
    services.swallows = () => true;
    there.channel.send('ping');
    await session.pass(14);
    assert.deepEqual(there.ends, []);
    await session.pass(1);
    assert.deepEqual(there.ends, ['gone']);
    assert.match(session.reports.join(), /does not answer/);
    // Nobody tells the host; whoever it serves there is given up, and with it the channel.
    here.channel.dispose();
    await session.pass(10);
    assert.equal(session.timers.count, 0);
  });

  it('ends with the offer that it came by, and the next offer serves others', async () => {
    const first = await session.connect();
    first.here.channel.send('the last word');
    session.offer.dispose();
    await services.settled();
    assert.deepEqual([first.there.heard, first.there.ends], [['the last word'], ['gone']]);
    assert.deepEqual(first.here.ends, ['gone']);
    const between = session.dial();
    await services.settled();
    assert.deepEqual(between.ends, ['gone']);
    assert.equal(session.served.length, 1);
    session.offerAnew();
    const second = await session.connect();
    assert.equal(session.served.length, 2);
    assert.deepEqual(second.there.ends, []);
  });

  it('ends with the offer that another takes the place of', async () => {
    const first = await session.connect();
    session.offerAnew();
    session.offer.dispose();
    await services.settled();
    assert.deepEqual(first.there.ends, ['gone']);
    assert.deepEqual((await session.connect()).there.ends, []);
  });

  it('ends with the service of the guest', async () => {
    const { there } = await session.connect();
    session.guest.dispose();
    assert.deepEqual(there.ends, ['gone']);
    const late = session.dial();
    await services.settled();
    assert.deepEqual(late.ends, ['gone']);
  });

  it('gives away nothing by its bell that another guest could use', async () => {
    const { there, here } = await session.connect();
    here.channel.send('private');
    services.hold();
    const [id = ''] = channelsIn(services);
    await new Promise(setImmediate);
    const notice = services.carried.find(({ name }) => name === 'waiting');
    assert.deepEqual(JSON.parse(notice?.json ?? ''), { bells: [bellOf(id)] });
    services.letThrough();
    const answer = await exchange(services, { channel: bellOf(id).slice(0, 22), number: 1 });
    assert.deepEqual(answer, closedAnswer);
    await services.settled();
    assert.deepEqual(there.heard, ['private']);
  });

  it('ends, and no other does, with an exchange that comes twice or is missing', async () => {
    const other = await session.connect(session.anotherGuest());
    for (const number of [0, 2]) {
      const { there, here } = await session.connect();
      const id = channelsIn(services).at(-1);
      assert.deepEqual(
        await exchange(services, { channel: id, number, texts: ['again'] }),
        closedAnswer,
      );
      assert.deepEqual([here.heard, here.ends], [[], ['gone']]);
      there.channel.send('ping');
      await services.settled();
      assert.deepEqual(there.ends, ['gone']);
    }
    other.there.channel.send('undisturbed');
    await services.settled();
    assert.deepEqual(other.here.heard, ['undisturbed']);
  });

  it('is refused where there are too many, until some have gone', async () => {
    const first = await session.connect();
    for (let index = 1; index < 256; index++) {
      session.dial();
    }
    await services.settled();
    assert.equal(session.served.length, 256);
    const late = session.dial();
    await services.settled();
    assert.deepEqual(late.ends, ['gone']);
    assert.match(session.reports.join(), /256 channels already/);
    first.there.channel.dispose();
    await services.settled();
    assert.deepEqual((await session.connect()).there.ends, []);
    assert.equal(session.served.length, 257);
  });

  it('is closed where the host fails, which keeps why to itself and serves the others', async () => {
    const other = await session.connect(session.anotherGuest());
    const { there, here } = await session.connect();
    here.channel.onMessage(() => {
      throw new Error('the key is hunter2');
    });
    there.channel.send('hello');
    await services.settled();
    assert.deepEqual(there.ends, ['gone']);
    assert.match(session.reports.join(), /hunter2.*\n {4}at /);
    assert.doesNotMatch(JSON.stringify(services.carried), /hunter2|sharing/);
    other.there.channel.send('undisturbed');
    await services.settled();
    assert.deepEqual(other.here.heard, ['undisturbed']);
  });

  it('is closed where the guest fails on what it hears', async () => {
    const { there, here } = await session.connect();
    there.channel.onMessage(() => {
      throw new Error('a defect');
    });
    here.channel.send('hello');
    await services.settled();
    assert.deepEqual(there.ends, ['gone']);
    assert.match(session.reports.join(), /a defect/);
  });

  const strange: Readonly<Record<string, object>> = {
    'of another version': { version: parcelVersion + 1 },
    'of an id that is none': { channel: 'short' },
    'of an id that is no text': { channel: { toString: 1 } },
    'with a number below 0': { number: -1 },
    'with half a number': { number: 0.5 },
    'with no list of texts': { texts: 'hunter2' },
    'with something else than texts': { texts: ['a', { hunter2: 1 }] },
    'with too many texts': { texts: Array(mostTexts + 1).fill('hunter2') },
    'that closes for no known reason': { closed: 'hunter2' },
  };
  for (const [what, change] of Object.entries(strange)) {
    it(`answers an exchange ${what} as one that is closed, and quotes nothing`, async () => {
      const answer = await exchange(services, { channel: newSecret(), number: 0, ...change });
      assert.deepEqual(answer, closedAnswer);
      assert.equal(session.served.length, 0);
      assert.match(session.reports.join(), /does not fit/);
      assert.doesNotMatch(session.reports.join(), /hunter2/);
    });
  }
});
