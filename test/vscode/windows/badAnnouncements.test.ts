import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { WebSocketServer } from 'ws';
import { fingerprintOf } from '../../../src/log/fingerprint.ts';
import { makeCertificate } from '../../../src/log/server/certificate.ts';
import { encodeAnnouncement } from '../../../src/protocol/announcement.ts';
import { announcementPath } from '../../../src/protocol/announcementPath.ts';
import { type Invite, newSecret } from '../../../src/protocol/invite.ts';
import { newNonce } from '../../../src/protocol/proof.ts';
import { protocolVersion } from '../../../src/protocol/wire.ts';
import { useLivePair } from './livePair.ts';

const soon = () => Date.now() + 60_000;

function inviteTo(place: Partial<Invite>): Invite {
  const address = { hosts: ['127.0.0.1'], port: 9, fingerprint: newSecret().padEnd(43, 'x') };
  return { version: 1, sessionId: newSecret(), secret: newSecret(), ...address, ...place };
}

function announcementOf(invite: Invite, expires = soon()): string {
  return encodeAnnouncement({ invite, startedBy: { id: 'ada', name: 'Ada' }, expires });
}

/** A server that speaks another version of the protocol: what a guest is told there. */
async function newerServer(): Promise<{ readonly invite: Invite } & Disposable> {
  const { key, certificate } = makeCertificate(Date.now());
  const server = createServer({ key, cert: certificate });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.send(
      JSON.stringify({ type: 'hello', protocol: protocolVersion + 1, nonce: newNonce() }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = v.parse(v.object({ port: v.number() }), server.address());
  return {
    invite: inviteTo({ port, fingerprint: fingerprintOf(certificate) }),
    [Symbol.dispose]: () => {
      sockets.close();
      server.close();
    },
  };
}

describe('what lies in a shared folder in place of an announcement', () => {
  const live = useLivePair({ mode: 'notGranted' });

  const file = () => join(live().home, 'project', announcementPath);

  async function announce(text: string): Promise<void> {
    await mkdir(dirname(file()), { recursive: true });
    await writeFile(file(), text);
  }

  /** How often Grace's log has a line. */
  async function logged(line: RegExp): Promise<number> {
    const log = await live()
      .probe('Grace')
      .run(({ log }) => log());
    return String(log)
      .split('\n')
      .filter((written) => line.test(written)).length;
  }

  async function waitForLog(line: RegExp): Promise<void> {
    const { window } = live().grace;
    await window.until(`${line} in the log`, async () => (await logged(line)) === 1);
  }

  before(async () => {
    await live().startLiveShare();
    const grace = await live().arrive();
    await grace.window.statusBar.waitFor(/^Interpair$/);
  });

  for (const [what, text, line] of [
    [
      'no JSON',
      () => '{"format": 1, "inv',
      /live\.json is damaged; ask your partner for an invite/,
    ],
    ['not an announcement', () => '{"format": 1}', /live\.json announces no session/],
    ['ten megabytes', () => 'x'.repeat(10_000_000), /is not a file that Interpair wrote/],
    ['expired', () => announcementOf(inviteTo({}), Date.now() - 1), /from a session that is over/],
    [
      'leading to another computer',
      () => announcementOf(inviteTo({ hosts: ['192.0.2.1', '127.0.0.1'] })),
      /is passed by: it leads to 192\.0\.2\.1.*, beyond this computer/,
    ],
    [
      'without a certificate',
      () => {
        const { fingerprint: _, ...invite } = inviteTo({});
        return announcementOf(invite);
      },
      /is passed by: anybody could answer in its place/,
    ],
  ] as const) {
    it(`goes into the log and nowhere else where it is ${what}`, async () => {
      await announce(text());
      await waitForLog(line);
      assert.deepEqual(await live().grace.window.notifications.shown(), []);
    });
  }

  it('is no trouble either where it is a folder', async () => {
    await rm(file());
    await mkdir(file());
    // A new reading of it would say the same as that of the file that was too long.
    await live().grace.window.reload();
    await waitForLog(/is not a file that Interpair wrote/);
    assert.deepEqual(await live().grace.window.notifications.shown(), []);
    await rm(file(), { recursive: true });
  });

  it('is said once to be newer, as that can be helped', async () => {
    const { window } = live().grace;
    await announce('{"format": 2}');
    await window.notifications.waitFor(
      /^\.interpair\/live\.json comes from a newer Interpair; update the extension to join\.$/,
    );
    await announce('{"format": 2, "invites": []}');
    await announce('no JSON');
    await waitForLog(/is damaged/);
    assert.equal((await window.notifications.shown()).length, 1);
    await live().grace.closeNotifications();
  });

  it('may lead to another version of Interpair, which is said once', async () => {
    using server = await newerServer();
    await live()
      .probe('Ada')
      .run(async ({ liveShare }, port) => {
        await (await liveShare()).shareServer({ port, displayName: 'Interpair' });
      }, server.invite.port);
    const { window } = live().grace;
    await announce(announcementOf(server.invite));
    const said =
      /^You and your partner use versions of Interpair that do not understand each other; update it on both sides and join again\.$/;
    await window.notifications.waitFor(said);
    await announce(announcementOf(server.invite, soon() + 1));
    await announce('{}');
    await waitForLog(/announces no session/);
    assert.equal((await window.notifications.shown()).length, 1);
    await live().grace.closeNotifications();
  });

  it('with somebody else at its port is as good as one where nobody answers', async () => {
    using server = await newerServer();
    await live()
      .probe('Ada')
      .run(async ({ liveShare }, port) => {
        await (await liveShare()).shareServer({ port, displayName: 'Somebody' });
      }, server.invite.port);
    const { window } = live().grace;
    await announce(announcementOf(inviteTo({ port: server.invite.port })));
    const { severity } = await window.notifications.waitFor(
      /^Ada runs a paired session, but nobody answers at port \d+; Live Share may forward it/,
    );
    assert.equal(severity, 'info');
    await live().grace.closeNotifications();
  });

  it('gives way to the right one, by which the guest is in', async () => {
    const { ada, grace } = live();
    await ada.startSession('Is this the right one?');
    await grace.window.notifications.waitFor(
      /^You are in Ada's session, which came with Live Share: Is this the right one\?$/,
    );
    await grace.waitForRole('Navigator');
  });
});
