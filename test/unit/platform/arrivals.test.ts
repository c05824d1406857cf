import assert from 'node:assert/strict';
import { UnavailableError } from '../../../src/log/sessionLog.ts';
import { roles } from '../../../src/platform/sharing/roles.ts';
import { newerAnnouncement } from '../../../src/protocol/announcement.ts';
import { newSecret } from '../../../src/protocol/invite.ts';
import { HumanError } from '../../../src/util/humanError.ts';
import { err } from '../../../src/util/result.ts';
import { announcement, GuestsWindow, quiet, removed } from './guestsWindow.ts';

const unreachable = new UnavailableError('Nobody answers.');

/** Grace's window as a guest of Ada's in Live Share, where Ada runs a session. */
async function inLiveShare(window = new GuestsWindow()): Promise<GuestsWindow> {
  window.announce(announcement());
  window.liveShare.become(roles.guest, 'Grace Hopper');
  await window.look();
  return window;
}

describe('a guest in Live Share', () => {
  it('is in the session that its host runs, as the person whom Live Share knows', async () => {
    const window = await inLiveShare();
    assert.deepEqual(window.seen, ["unasked in Ada's"]);
    assert.deepEqual(window.names, ['Grace Hopper']);
    assert.equal(window.ways[0]?.isFound, true);
  });

  it('comes in once it has a role, which takes Live Share a while', async () => {
    const window = new GuestsWindow();
    window.announce(announcement());
    await window.look();
    await window.pass(10);
    assert.deepEqual(window.ways, []);
    window.liveShare.become(roles.guest);
    await quiet();
    assert.equal(window.session, 'heads');
  });

  it('comes in once the session starts, though nothing tells that a file is there', async () => {
    const window = new GuestsWindow();
    window.liveShare.become(roles.guest);
    await window.look();
    window.announce(announcement());
    await window.pass(5);
    assert.equal(window.session, 'heads');
  });

  it('is not led into one as the host, or by a folder alone', async () => {
    const window = new GuestsWindow();
    window.announce(announcement());
    window.liveShare.become(roles.host);
    await window.look();
    assert.deepEqual(window.ways, []);
  });

  it('comes by the folder where Live Share fails to say whether there is a better way', async () => {
    const window = new GuestsWindow();
    window.liveShare.service = () => Promise.reject(new Error('not permitted'));
    await inLiveShare(window);
    assert.equal(window.session, 'heads');
  });

  it('comes by the folder where Live Share never says so, after a while', async () => {
    const window = new GuestsWindow();
    window.liveShare.service = () => new Promise(() => undefined);
    await inLiveShare(window);
    await window.pass(5);
    assert.equal(window.session, undefined);
    await window.pass(5);
    assert.equal(window.session, 'heads');
  });

  it('is asked for a name where nobody knows any, and once', async () => {
    const window = new GuestsWindow();
    window.gitName = undefined;
    window.answers = { name: 'Grace' };
    window.obstacle = unreachable;
    window.announce(announcement());
    window.liveShare.become(roles.guest);
    await window.look();
    window.obstacle = undefined;
    await window.look();
    assert.deepEqual(window.seen, ['asked for a name', "unasked in Ada's"]);
    assert.deepEqual(window.names, ['Grace']);
  });

  it('who gives no name is not in, and keeps an offer', async () => {
    const window = new GuestsWindow();
    window.gitName = undefined;
    window.announce(announcement());
    window.liveShare.become(roles.guest);
    await window.look();
    await window.pass(10);
    assert.deepEqual(window.seen, ['asked for a name', "offered Ada's"]);
    assert.deepEqual(window.ways, []);
  });

  it('who gives a name in the end is in as soon as somebody answers', async () => {
    const window = new GuestsWindow();
    window.gitName = undefined;
    window.answers = { offer: true };
    window.obstacle = unreachable;
    window.announce(announcement());
    window.liveShare.become(roles.guest);
    window.onOffer = () => {
      window.answers = { name: 'Grace' };
    };
    await window.look();
    window.obstacle = undefined;
    await window.pass(5);
    assert.deepEqual(window.seen, [
      'asked for a name',
      "offered Ada's",
      'asked for a name',
      'Nobody answers.',
      "unasked in Ada's",
    ]);
  });

  it('who would rather not join after all is not asked again and again, and keeps an offer', async () => {
    const window = new GuestsWindow();
    window.changesHerMind = true;
    await inLiveShare(window);
    await window.pass(20);
    assert.equal(window.ways.length, 1);
    assert.deepEqual(window.seen, ["offered Ada's"]);
  });

  it('who would rather not join what they were offered is not led in all the same', async () => {
    const window = new GuestsWindow();
    window.changesHerMind = true;
    window.answers = { offer: true };
    window.onOffer = () => {
      window.answers = {};
    };
    await inLiveShare(window);
    window.changesHerMind = false;
    await window.pass(20);
    assert.equal(window.session, undefined);
    assert.deepEqual(window.seen, ["offered Ada's", "offered Ada's"]);
  });

  it('comes back after a reload without a question or a word', async () => {
    const window = new GuestsWindow();
    window.gitName = undefined;
    window.remembered = 'heads';
    window.announce(announcement());
    window.liveShare.become(roles.guest);
    await window.look();
    assert.deepEqual(window.seen, ["again in Ada's"]);
  });

  it('tries again while nobody answers, and is asked for another port once', async () => {
    const window = new GuestsWindow();
    window.obstacle = unreachable;
    await inLiveShare(window);
    assert.deepEqual(window.seen, []);
    await window.pass(20);
    assert.deepEqual(window.seen, ['asked for another port than 1']);
    assert.ok(window.ways.length >= 4);
    window.obstacle = undefined;
    await window.pass(5);
    assert.equal(window.session, 'heads');
  });

  it('comes in at the port that the person gives, after a reload too', async () => {
    const window = new GuestsWindow();
    window.obstacle = unreachable;
    await inLiveShare(window);
    window.answers = { port: 50_123 };
    await window.pass(5);
    window.obstacle = undefined;
    await window.pass(5);
    assert.equal(window.ways.at(-1)?.invite.port, 50_123);
    const reloaded = await inLiveShare(new GuestsWindow(window.state));
    assert.deepEqual(
      reloaded.ways.map(({ invite }) => invite.port),
      [50_123],
    );
  });

  it('is asked again where nobody answers at that port either', async () => {
    const window = new GuestsWindow();
    window.obstacle = unreachable;
    await inLiveShare(window);
    window.answers = { port: 50_123 };
    await window.pass(5);
    assert.deepEqual(window.seen, ['asked for another port than 1', 'Nobody answers.']);
    await window.pass(10);
    assert.equal(window.seen.at(-2), 'asked for another port than 50123');
  });

  it('is asked for no port where something else is in the way', async () => {
    const window = new GuestsWindow();
    window.obstacle = new HumanError('A paired session is just being opened here.');
    await inLiveShare(window);
    await window.pass(20);
    assert.deepEqual(window.seen, []);
    window.obstacle = undefined;
    await window.pass(5);
    assert.equal(window.session, 'heads');
  });

  it('is told once that there is no way in', async () => {
    const window = new GuestsWindow();
    window.obstacle = removed;
    await inLiveShare(window);
    await window.pass(20);
    assert.deepEqual(window.seen, [removed.message]);
    assert.equal(window.ways.length, 1);
  });

  it('who left is not led back in, not after a reload either, unless they ask', async () => {
    const window = await inLiveShare();
    await window.become(undefined);
    await window.pass(10);
    assert.equal(window.ways.length, 1);
    const reloaded = await inLiveShare(new GuestsWindow(window.state));
    assert.deepEqual(reloaded.ways, []);
    const found = await reloaded.arrivals.found();
    assert.ok(found !== undefined);
    await reloaded.arrivals.join(found);
    assert.deepEqual(reloaded.seen, ["asked in Ada's"]);
    reloaded.remembered = undefined;
    const again = await inLiveShare(new GuestsWindow(window.state));
    assert.equal(again.ways.length, 1, 'who came back on purpose comes back by themselves');
  });

  it('is told once that Live Share is over, if that carried the session', async () => {
    const window = await inLiveShare();
    await window.become('reconnecting');
    assert.ok(!window.seen.includes('cut off'), 'it may come back');
    window.liveShare.become(roles.none);
    window.liveShare.become(roles.none);
    await quiet();
    assert.deepEqual(window.seen.slice(1), ['cut off']);
    await window.become('connected');
    assert.deepEqual(window.seen.slice(1), ['cut off']);
  });

  it('is told nothing where the session goes on without Live Share', async () => {
    const window = await inLiveShare();
    window.liveShare.become(roles.none);
    await quiet();
    assert.deepEqual(window.seen, ["unasked in Ada's"]);
  });

  it('comes back by a new way, once the connection is lost', async () => {
    const window = await inLiveShare();
    const moved = announcement({ secret: newSecret() });
    window.announce(moved);
    await window.look();
    assert.equal(window.ways.length, 1);
    await window.become('reconnecting');
    await window.pass(5);
    assert.equal(window.ways.at(-1)?.invite.secret, moved.invite.secret);
    assert.deepEqual(window.seen, ["unasked in Ada's", "again in Ada's"]);
  });

  it('is asked for the port where the same way leads back no more', async () => {
    const window = await inLiveShare();
    await window.become('reconnecting');
    await window.pass(10);
    assert.deepEqual(window.seen.slice(1), ['asked for another port than 1']);
    assert.equal(window.ways.length, 1);
  });

  it('is not asked at once because it took a while to come in before', async () => {
    const window = new GuestsWindow();
    window.obstacle = unreachable;
    await inLiveShare(window);
    window.obstacle = undefined;
    await window.pass(5);
    await window.become('reconnecting');
    assert.deepEqual(window.seen, ["unasked in Ada's"]);
  });

  it('moves on where another session has taken the place of the lost one', async () => {
    const window = await inLiveShare();
    window.announce(announcement({ sessionId: 'probes' }));
    await window.become('reconnecting');
    await window.pass(5);
    assert.deepEqual(window.seen.slice(1), ['left heads', "unasked in Ada's"]);
    assert.equal(window.session, 'probes');
  });

  it('stays in a lost session that one of two folders still announces', async () => {
    const window = await inLiveShare();
    const [heads] = window.announced;
    assert.ok(heads?.ok);
    window.announce(announcement({ sessionId: 'probes' }), heads.value);
    await window.become('reconnecting');
    await window.pass(5);
    assert.equal(window.session, 'heads');
  });

  it('is told once that a newer Interpair announces it, and nothing of what makes no sense', async () => {
    const window = new GuestsWindow();
    window.announced = [err(newerAnnouncement), err('It is damaged.')];
    window.liveShare.become(roles.guest);
    await window.look();
    await window.pass(10);
    assert.deepEqual(window.seen, [newerAnnouncement]);
    assert.deepEqual(
      window.logged.filter((line) => line === 'It is damaged.'),
      ['It is damaged.'],
    );
  });
});

describe("a guest's window of something else that shares code", () => {
  const beyond = { hosts: ['192.0.2.1'] };

  async function offered(answer: boolean, state?: GuestsWindow['state']): Promise<GuestsWindow> {
    const window = new GuestsWindow(state);
    window.sharing = 'openCollaboration';
    window.answers = { offer: answer };
    window.announce(announcement(beyond));
    await window.look();
    await window.pass(10);
    return window;
  }

  it('offers the session, also beyond this computer, and joins it if they want to', async () => {
    const window = await offered(true);
    assert.deepEqual(window.seen, ["offered Ada's", "asked in Ada's"]);
    assert.equal(window.ways[0]?.isFound, false);
  });

  it('does not offer it again to those who declined, after a reload either', async () => {
    const window = await offered(false);
    assert.deepEqual(window.seen, ["offered Ada's"]);
    assert.deepEqual((await offered(false, window.state)).seen, []);
  });

  it('offers it once, also where it could not be joined', async () => {
    const window = new GuestsWindow();
    window.sharing = 'openCollaboration';
    window.answers = { offer: true };
    window.obstacle = unreachable;
    window.announce(announcement(beyond));
    await window.look();
    await window.pass(10);
    assert.deepEqual(window.seen, ["offered Ada's", 'Nobody answers.']);
    assert.ok((await window.arrivals.found()) !== undefined, 'the command still finds it');
  });

  it('offers nothing that is on this computer and does not answer', async () => {
    const window = new GuestsWindow();
    window.sharing = 'openCollaboration';
    window.announce(announcement());
    await window.look();
    await window.arrivals.found();
    assert.deepEqual(window.seen, []);
    assert.match(window.logged.join(), /^The session heads does not answer: .*ECONNREFUSED/);
  });

  it('does nothing once it is disposed', async () => {
    const window = new GuestsWindow();
    window.sharing = 'openCollaboration';
    await window.look();
    window.arrivals.dispose();
    window.announce(announcement(beyond));
    await window.look();
    await window.pass(10);
    assert.deepEqual(window.seen, []);
  });
});
