import assert from 'node:assert/strict';
import { GuestService } from '../../../src/platform/sharing/guest/guestService.ts';
import { encodeAnnouncement } from '../../../src/protocol/announcement.ts';
import { parcelVersion, requests } from '../../../src/protocol/parcels.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { SharedServices } from '../../support/sharedServices.ts';
import { announcement, OfferedSession } from './offeredSession.ts';

describe('the session that a host offers over Live Share', () => {
  it('is announced as it is, though the clocks of the two machines be years apart', async () => {
    const { guest } = new OfferedSession();
    assert.deepEqual(await guest.announcement(), announcement);
  });

  it('is announced no longer once the offer is over, and anew with the next', async () => {
    const session = new OfferedSession();
    session.offer.dispose();
    assert.equal(await session.guest.announcement(), undefined);
    session.offerAnew(() => ({ ...announcement, startedBy: { id: 'joan', name: 'Joan' } }));
    session.offer.dispose();
    assert.equal((await session.guest.announcement())?.startedBy.name, 'Joan');
    session.host.dispose();
    assert.equal(await session.guest.announcement(), undefined);
    assert.deepEqual(session.reports, []);
  });

  it('is told to guests when it comes and goes, or Live Share does', async () => {
    const session = new OfferedSession();
    const { services, guest } = session;
    await services.settled();
    let changes = 0;
    guest.onDidChange(() => changes++);
    const told = async () => {
      await services.settled();
      const count = changes;
      changes = 0;
      return count > 0;
    };
    session.offer.dispose();
    assert.ok(await told());
    session.offerAnew();
    assert.ok(await told());
    services.setAvailable(false);
    assert.ok(await told());
    services.setAvailable(true);
    assert.ok(await told());
    assert.equal(await told(), false);
    guest.dispose();
    session.offerAnew();
    assert.equal(await told(), false);
  });

  it('is not asked for before Live Share is there', async () => {
    const session = new OfferedSession(new SharedServices({ isAvailable: false }));
    const { services, guest } = session;
    assert.equal(guest.isAvailable, false);
    assert.equal(await guest.announcement(), undefined);
    assert.equal(services.count('request'), 0);
    services.setAvailable(true);
    assert.equal(guest.isAvailable, true);
    assert.deepEqual(await guest.announcement(), announcement);
    assert.deepEqual(session.reports, []);
  });

  it('is told to whoever asks, and never to all', async () => {
    const { services, guest, offer } = new OfferedSession();
    await guest.announcement();
    offer.dispose();
    await services.settled();
    const notices = services.carried.filter(({ kind }) => kind === 'notice');
    assert.deepEqual(
      notices.map(({ json }) => json),
      ['{}', '{}'],
    );
  });

  it('is none where the host can not say, and why stays with the host', async () => {
    const session = new OfferedSession();
    session.offerAnew(() => {
      throw new Error('the key is hunter2');
    });
    assert.equal(await session.guest.announcement(), undefined);
    assert.match(session.reports.join(), /hunter2.*\n {4}at /);
    assert.doesNotMatch(JSON.stringify(session.services.carried), /hunter2|sharing/);
  });

  it('is none for an answer that never comes', async () => {
    const session = new OfferedSession();
    session.services.swallows = () => true;
    const asked = session.guest.announcement();
    await session.pass(14);
    assert.deepEqual(session.reports, []);
    await session.pass(1);
    assert.equal(await asked, undefined);
    assert.match(session.reports.join(), /does not answer/);
    assert.equal(session.timers.count, 0);
  });

  const text = encodeAnnouncement(announcement);
  const strange: Readonly<Record<string, readonly [unknown, RegExp]>> = {
    'a later version': [{ version: parcelVersion + 1, announcement: text }, /\(version\), as from/],
    'no version': [{ announcement: text }, /\(version\), as from/],
    nothing: [undefined, /all of it/],
    text: ['hunter2', /all of it/],
    'an announcement that is none': [
      { version: parcelVersion, announcement: '{"hunter2":1}' },
      /announces no session/,
    ],
    'an announcement without end': [
      { version: parcelVersion, announcement: 'hunter2'.repeat(100_000) },
      /\(announcement\)/,
    ],
  };
  for (const [what, [answer, report]] of Object.entries(strange)) {
    it(`is none where the host answers ${what}, which is written down without a quote`, async () => {
      const { guest, reports, services } = strangeHost();
      services.host.onRequest(requests.announcement, () => answer);
      assert.equal(await guest.announcement(), undefined);
      assert.match(reports.join(), report);
      assert.doesNotMatch(reports.join(), /hunter2|interpair1_/);
    });
  }

  it('is none where the host knows no such request, as an Interpair from before', async () => {
    const { guest, reports } = strangeHost();
    assert.equal(await guest.announcement(), undefined);
    assert.match(reports.join(), /told of no session/);
  });

  it('is not told to a guest that asks in another way', async () => {
    const session = new OfferedSession();
    const proxy = session.services.proxy();
    for (const args of [[{ version: parcelVersion + 1 }], [], ['hunter2'], [null]]) {
      const answer: unknown = await proxy.request(requests.announcement, args);
      assert.deepEqual(answer, { version: parcelVersion });
      assert.match(session.reports.pop() ?? '', /refused: it does not fit/);
    }
  });
});

/** A host with another Interpair than this, and a guest with this. */
function strangeHost() {
  const services = new SharedServices();
  const reports: string[] = [];
  const guest = new GuestService(services.proxy(), {
    timers: new ManualTimers(),
    report: (detail) => reports.push(detail),
  });
  return { services, reports, guest };
}
