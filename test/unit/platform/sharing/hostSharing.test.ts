import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { minute, second } from '../../../../src/core/time.ts';
import { UnavailableError } from '../../../../src/log/sessionLog.ts';
import { SessionReplica } from '../../../../src/log/sessionReplica.ts';
import { TurnedAwayError } from '../../../../src/log/turnedAwayError.ts';
import type { SideDoor } from '../../../../src/platform/session/sideDoor.ts';
import { roles } from '../../../../src/platform/sharing/roles.ts';
import { joinRemote } from '../../../contract/joinRemote.ts';
import { memoryChannels } from '../../../contract/memoryChannel.ts';
import { eventually } from '../../../vscode/eventually.ts';
import { AdasWindow } from './adasWindow.ts';
import { grantedService } from './fakeLiveShare.ts';

const never = <T>() => new Promise<T>(() => undefined);

describe('the sharing of a session that is hosted here', () => {
  let ada: AdasWindow;

  beforeEach(async () => {
    ada = await AdasWindow.open();
  });
  afterEach(() => ada[Symbol.asyncDispose]());

  describe('by the folder alone', () => {
    it('announces the session with its own invite, by which newcomers are asked about', async () => {
      ada.isInstalled = false;
      const { invite } = await ada.start();
      const announcement = await ada.announcesInvite();
      assert.deepEqual(announcement.invite, invite);
      assert.deepEqual(announcement.startedBy, { id: 'ada', name: 'Ada' });
      await assert.rejects(ada.join(announcement), TurnedAwayError);
      ada.end();
      assert.equal(await ada.isAnnounced(), false);
      assert.deepEqual([ada.notes, ada.told], [[], []]);
    });

    it('announces the next session too, and nothing of one that nobody is invited to', async () => {
      await ada.start('first');
      await ada.announces(({ invite }) => invite.sessionId === 'first');
      ada.end();
      await ada.start('alone', { inviteOthers: false });
      await ada.settle();
      assert.equal(await ada.isAnnounced(), false);
      ada.end();
      await ada.start('second');
      await ada.announces(({ invite }) => invite.sessionId === 'second');
    });

    it('announces no session that is over at once', async () => {
      await ada.start('first');
      await ada.announcesInvite();
      ada.end();
      ada.onDidChange(({ active }) => {
        if (active !== undefined) {
          ada.end();
        }
      });
      await ada.start('second');
      await ada.settle();
      assert.equal(await ada.isAnnounced(), false);
    });

    it('announces nothing where nothing may be written, until it may', async () => {
      ada.hasFolder = false;
      await ada.start();
      await ada.settle();
      assert.equal(await ada.isAnnounced(), false);
      ada.hasFolder = true; // The person trusts the folder now.
      ada.timers.advance(minute);
      await ada.announcesInvite();
      ada.hasFolder = false;
      ada.timers.advance(minute);
      await eventually(async () => !(await ada.isAnnounced()));
      assert.deepEqual(ada.notes, []);
    });

    it('looks after the file, and takes it away when the window closes', async () => {
      await ada.start();
      const { expires } = await ada.announcesInvite();
      ada.timers.advance(7 * 60 * minute);
      await ada.announces((announcement) => announcement.expires > expires);
      ada.sharing?.dispose();
      assert.equal(await ada.isAnnounced(), false);
      assert.equal(ada.timers.count, 0);
    });
  });

  describe('by Live Share, which grants no service', () => {
    /** The announcement, once its port is forwarded. */
    const forwarded = async () => {
      const announcement = await ada.announcesSideDoor();
      assert.deepEqual([...ada.liveShare.ports], [announcement.invite.port]);
      return announcement;
    };

    it('forwards a port by which guests come in unasked, and says so to whoever has the folder', async () => {
      ada.liveShare.on();
      await ada.start();
      const announcement = await forwarded();
      if (process.platform !== 'win32') {
        assert.equal((await stat(ada.file)).mode & 0o777, 0o600);
      }
      assert.equal((await ada.join(announcement)).connection, 'connected');
      assert.deepEqual([ada.notes, ada.told], [[], []]);
    });

    it('does so when Live Share is started after the session, ends, and is started again', async () => {
      await ada.start();
      await ada.announcesInvite();
      ada.liveShare.on('A1', roles.none); // As while it is on its way.
      ada.liveShare.on('A1');
      const first = await forwarded();
      ada.liveShare.off();
      await ada.announcesInvite();
      await assert.rejects(ada.join(first), /./);
      ada.liveShare.on('A2');
      const second = await forwarded();
      assert.notEqual(second.invite.secret, first.invite.secret);
      await ada.join(second);
      ada.liveShare.on('A3'); // It was not heard to end.
      await ada.announces(({ invite }) => invite.secret !== second.invite.secret);
      await forwarded();
    });

    it('does nothing of that in the window of a guest', async () => {
      ada.liveShare.on('A1', roles.guest);
      await ada.start();
      await ada.announcesInvite();
      await ada.settle();
      assert.equal(ada.liveShare.asked, 0);
      assert.deepEqual([...ada.liveShare.ports], []);
    });

    it('leaves nothing open when Live Share comes and goes at once', async () => {
      await ada.start();
      await ada.announcesInvite();
      ada.liveShare.on('A1');
      ada.liveShare.off();
      ada.liveShare.on('A2');
      await ada.settle();
      ada.liveShare.off();
      await ada.announcesInvite();
      await ada.settle();
      assert.deepEqual([...ada.liveShare.ports], []);
      assert.deepEqual([ada.notes, ada.told], [[], []]);
    });

    it('stays within reach until the guests know that the session is over, and no longer', async () => {
      ada.liveShare.on();
      await ada.start();
      const announcement = await forwarded();
      const grace = await ada.join(announcement);
      ada.end();
      assert.equal(await ada.isAnnounced(), false);
      assert.deepEqual([...ada.liveShare.ports], [announcement.invite.port]);
      await eventually(() => grace.connection === 'closed');
      ada.timers.advance(10 * second);
      assert.deepEqual([...ada.liveShare.ports], []);
      await ada.start('second');
      assert.equal((await forwarded()).invite.sessionId, 'second');
    });

    it('keeps no more than one session that is over within reach', async () => {
      ada.liveShare.on();
      await ada.start('first');
      await forwarded();
      ada.end();
      await ada.start('second');
      const second = await ada.announcesSideDoor();
      ada.end();
      assert.deepEqual([...ada.liveShare.ports], [second.invite.port]);
      ada.liveShare.off();
      assert.deepEqual([...ada.liveShare.ports], []);
    });

    it('closes all of it when the window closes', async () => {
      ada.liveShare.on();
      await ada.start();
      const announcement = await forwarded();
      ada.sharing?.dispose();
      assert.equal(await ada.isAnnounced(), false);
      assert.deepEqual([...ada.liveShare.ports], []);
      await assert.rejects(ada.join(announcement), /./);
      assert.equal(ada.timers.count, 0);
    });

    it('closes all of it when the window closes right after the session', async () => {
      ada.liveShare.on();
      await ada.start();
      await forwarded();
      ada.end();
      ada.sharing?.dispose();
      assert.deepEqual([...ada.liveShare.ports], []);
    });

    it('forwards nothing where Live Share ends before it says that it grants no service', async () => {
      let refuse = () => {};
      ada.liveShare.share = () => new Promise((resolve) => (refuse = () => resolve(null)));
      ada.liveShare.on();
      await ada.start();
      await eventually(() => ada.liveShare.asked > 0);
      ada.liveShare.off();
      refuse();
      await ada.settle();
      assert.equal(ada.liveShare.forwards, 0);
    });

    for (const [what, forward] of [
      ['fails to', async () => Promise.reject(new Error('No.'))],
      ['never says whether it did', () => never<void>()],
    ] as const) {
      it(`offers the invite where it ${what} forward the port`, async () => {
        ada.liveShare.forward = forward;
        ada.liveShare.on();
        await ada.start();
        await eventually(() => {
          ada.timers.advance(second);
          return ada.told.length > 0;
        });
        assert.match(ada.told.join(), /^Live Share does not lead its guests .* send the invite/);
        assert.deepEqual(ada.notes, ['Letting guests of Live Share in']);
        await ada.announcesInvite();
      });
    }

    it('offers the invite where there is no folder to announce the session in', async () => {
      ada.hasFolder = false;
      ada.liveShare.on();
      await ada.start();
      await eventually(() => ada.told.length > 0);
      assert.deepEqual([...ada.liveShare.ports], []);
    });

    it('offers the invite where it gives nothing for the port, and leaves no door open', async () => {
      ada.liveShare.givesPorts = false;
      const { openSideDoor } = await ada.start();
      const doors: SideDoor[] = [];
      Reflect.set(ada.session, 'openSideDoor', async () => {
        const door = await Reflect.apply(openSideDoor, ada.session, []);
        doors.push(...(door === undefined ? [] : [door]));
        return door;
      });
      ada.liveShare.on();
      await eventually(() => ada.told.length > 0);
      ada.liveShare.off();
      const [door] = doors;
      assert.ok(door !== undefined);
      await assert.rejects(joinRemote(door.invite, { participantId: 'grace' }), UnavailableError);
      await ada.announcesInvite();
    });

    it('closes the side door though it fails to let go of the port', async () => {
      ada.liveShare.onLetGo = () => {
        throw new Error('There is no session.');
      };
      ada.liveShare.on();
      await ada.start();
      const announcement = await forwarded();
      ada.liveShare.off();
      await assert.rejects(ada.join(announcement), UnavailableError);
      await ada.announcesInvite();
      assert.deepEqual(ada.notes, ['Letting go of the port of the session']);
    });

    it('lets go of a port that is forwarded too late', async () => {
      let forward = () => {};
      ada.liveShare.forward = () => new Promise((resolve) => (forward = resolve));
      ada.liveShare.on();
      await ada.start();
      await eventually(() => {
        ada.timers.advance(second);
        return ada.told.length > 0;
      });
      forward();
      await ada.settle();
      assert.deepEqual([...ada.liveShare.ports], []);
    });
  });

  describe('by a service of Live Share', () => {
    beforeEach(() => {
      ada.liveShare.share = async () => grantedService();
    });

    const offered = () => eventually(() => ada.offered);

    it('offers the session to its guests, who come in unasked by what carries the service', async () => {
      ada.liveShare.on();
      await ada.start();
      const { announcement, serve } = await offered();
      const [guestEnd, hostEnd] = memoryChannels();
      const dial = () => {
        setImmediate(() => serve(hostEnd));
        return guestEnd;
      };
      assert.equal((await ada.join(announcement(), { dial })).connection, 'connected');
      assert.deepEqual([...ada.liveShare.ports], []);
      await ada.announcesInvite(); // The folder leads only those in who are asked about.
    });

    it('shares it once, and offers each session with which Live Share is on', async () => {
      ada.liveShare.on('A1');
      await ada.start('first');
      const first = (await offered()).announcement();
      assert.equal(first.invite.sessionId, 'first');
      ada.liveShare.off();
      assert.equal(ada.offered, undefined);
      ada.liveShare.on('A2');
      const again = (await offered()).announcement();
      assert.notEqual(again.invite.secret, first.invite.secret);
      ada.end();
      await ada.start('second');
      await eventually(() => ada.offered?.announcement().invite.sessionId === 'second');
      assert.equal(ada.liveShare.asked, 1);
      ada.sharing?.dispose();
      assert.equal(ada.offered, undefined);
    });

    it('goes by a port until it is granted, if that comes late', async () => {
      let grant = () => {};
      ada.liveShare.share = () =>
        new Promise((resolve) => (grant = () => resolve(grantedService())));
      ada.liveShare.on();
      await ada.start();
      await eventually(() => {
        ada.timers.advance(second);
        return ada.liveShare.ports.size > 0;
      });
      grant();
      await offered();
      assert.deepEqual(ada.told, []);
    });

    it('offers nothing where Live Share ends before it grants a service', async () => {
      let grant = () => {};
      ada.liveShare.share = () =>
        new Promise((resolve) => (grant = () => resolve(grantedService())));
      ada.liveShare.on();
      await ada.start();
      await eventually(() => ada.liveShare.asked > 0);
      ada.liveShare.off();
      grant();
      await ada.settle();
      assert.equal(ada.offers, 0);
    });

    it('asks anew with the next session of Live Share where it failed', async () => {
      ada.liveShare.share = async () => Promise.reject(new Error('Not signed in.'));
      ada.liveShare.on('A1');
      await ada.start();
      await ada.announcesSideDoor();
      assert.deepEqual(ada.notes, ['Sharing a service by Live Share']);
      ada.liveShare.share = async () => grantedService();
      ada.liveShare.off();
      ada.liveShare.on('A2');
      await offered();
    });
  });

  describe('when Live Share ends', () => {
    /** Grace has come in by it, and loses the connection before it says that it has ended. */
    const graceWasThere = async () => {
      ada.liveShare.on();
      const { replica } = await ada.start();
      const grace = await ada.join(await ada.announcesSideDoor());
      await new SessionReplica(grace, 'grace').dispatch({ type: 'join', name: 'grace' });
      grace.dispose();
      await eventually(() => replica.session?.participants[1]?.present === false);
    };

    it('tells the host that the session goes on, and how its guests come back', async () => {
      await graceWasThere();
      ada.timers.advance(30 * second);
      ada.liveShare.off();
      assert.match(
        ada.told.join(),
        /^Live Share has ended; the paired session goes on\. Share again, or/,
      );
    });

    it('says nothing where the guests left long before', async () => {
      await graceWasThere();
      ada.timers.advance(2 * minute);
      ada.liveShare.off();
      assert.deepEqual(ada.told, []);
    });

    it('says nothing where the session is over too', async () => {
      await graceWasThere();
      ada.end();
      ada.liveShare.off();
      assert.deepEqual(ada.told, []);
    });

    it('says nothing where it goes on at once', async () => {
      await graceWasThere();
      ada.liveShare.on('A2');
      assert.deepEqual(ada.told, []);
    });
  });

  it('reaches Live Share that is installed while the session runs', async () => {
    ada.isInstalled = false;
    ada.liveShare.on();
    await ada.start();
    await ada.announcesInvite();
    ada.isInstalled = true;
    ada.extensionsChanged.fire();
    await ada.announcesSideDoor();
  });

  it('goes on without a Live Share that fails to tell of its session', async () => {
    Object.defineProperty(ada.liveShare, 'session', {
      get: () => {
        throw new Error('It is being opened.');
      },
    });
    await ada.start();
    await ada.announcesInvite();
    assert.deepEqual(ada.notes, ['Reaching Live Share']);
  });

  it('lets guests in by a Live Share that took too long to answer when the session started', async () => {
    ada.isInstalled = false; // As good as that, for half a minute.
    ada.liveShare.on();
    await ada.start();
    await ada.announcesInvite();
    ada.isInstalled = true;
    ada.liveShareReached.fire();
    await ada.announcesSideDoor();
  });
});
