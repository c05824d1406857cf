import assert from 'node:assert/strict';
import { roles } from '../../../src/platform/sharing/roles.ts';
import { SharedServices } from '../../support/sharedServices.ts';
import { announcement, GuestsWindow, quiet } from './guestsWindow.ts';
import { OfferedSession } from './offeredSession.ts';

describe('a guest to whom Live Share grants a service', () => {
  /** Grace's window in a Live Share session whose service is there, or comes later. */
  async function granted(isAvailable = true) {
    const services = new SharedServices({ isAvailable });
    const ada = new OfferedSession(services);
    ada.offer.dispose();
    const window = new GuestsWindow();
    window.liveShare.service = async () => services.proxy();
    // Where the way is granted, the folder is none.
    window.announce(announcement({ sessionId: 'elsewhere' }));
    window.liveShare.become(roles.guest, 'Grace Hopper');
    await window.look();
    const settled = async () => {
      for (let round = 0; round < 3; round++) {
        await services.settled();
        await quiet();
      }
    };
    return { services, ada, window, settled };
  }

  it('is in the session once the host offers it, over the service', async () => {
    const { ada, window, settled } = await granted();
    await window.pass(10);
    assert.equal(window.ways.length, 0);
    ada.offerAnew(() => announcement());
    await settled();
    assert.deepEqual(window.seen, ["unasked in Ada's"]);
    assert.deepEqual(window.names, ['Grace Hopper']);
    const [way] = window.ways.slice(-1);
    assert.ok(way?.dial !== undefined && way.isFound);
  });

  it('comes in where the service comes late', async () => {
    const { services, ada, window, settled } = await granted(false);
    ada.offerAnew(() => announcement());
    await window.pass(10);
    assert.deepEqual(window.ways, []);
    services.setAvailable(true);
    await settled();
    assert.equal(window.session, 'heads');
  });

  it('waits, and asks for no port, while the service is gone', async () => {
    const { services, ada, window, settled } = await granted();
    const heads = announcement();
    ada.offerAnew(() => heads);
    await settled();
    services.setAvailable(false);
    await window.become('reconnecting');
    await window.pass(30);
    services.setAvailable(true);
    await settled();
    // The log gets its connection back by itself.
    assert.deepEqual(window.seen, ["unasked in Ada's"]);
  });

  it('moves on to what the host offers after the session that was lost', async () => {
    const { ada, window, settled } = await granted();
    const heads = announcement();
    const offer = ada.offerAnew(() => heads);
    await settled();
    await window.become('reconnecting');
    assert.equal(window.ways.length, 1);
    offer.dispose();
    ada.offerAnew(() => announcement({ sessionId: 'probes' }));
    await settled();
    assert.deepEqual(window.seen.slice(1), ['left heads', "unasked in Ada's"]);
    assert.equal(window.session, 'probes');
  });
});
