import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { parseAnnouncement } from '../../../src/protocol/announcement.ts';
import { announcementPath } from '../../../src/protocol/announcementPath.ts';
import { usePair } from './pair.ts';

const offer = /^Ada runs a paired session on this code\.$/;

/** Whether somebody listens where an announcement leads to. */
async function isServed(announcement: string): Promise<boolean> {
  const parsed = parseAnnouncement(announcement, 0);
  assert.ok(parsed.ok);
  const socket = connect(parsed.value.invite.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('two people with one folder open, as on one remote machine', () => {
  const pair = usePair({ sameFolder: true });
  let leftOver = '';

  const file = () => join(pair().ada.window.folder, announcementPath);

  it('have nothing to paste: the session is offered, and joined once its host lets the other in', async () => {
    const { ada, grace } = pair();
    await ada.startSession('Who is at this machine?');
    const { buttons } = await grace.window.notifications.waitFor(offer);
    assert.deepEqual(buttons, ['Join']);
    leftOver = await readFile(file(), 'utf8');
    await grace.takeOffer('Ada');
    await ada.window.notifications.waitFor(/^Grace wants to join the session\.$/);
    await grace.window.notifications.waitFor(/waiting to be let in by your partner/);
    await ada.letIn('Grace');
    await grace.waitForRole('Navigator');
    for (const { window } of pair().both) {
      await window.views.openContainer('Interpair');
    }
    await pair().bothShow(/^ +Ada .*driver/, /^ +Grace .*drives next$/);
    await pair().end();
  });

  it('are not offered what a host that crashed has left behind', async () => {
    const { ada, grace } = pair();
    // Its extension host goes, and with it whoever would say that the session has ended.
    await ada.window.reload();
    await grace.window.until('nobody at the port', async () => !(await isServed(leftOver)));
    await writeFile(file(), leftOver);
    // It looks for a session itself.
    await grace.command('Join Paired Session');
    await grace.window.quickInput.waitFor('Paste the invite');
    await grace.window.quickInput.cancel();
    assert.deepEqual(await grace.window.notifications.shown(), []);
  });

  it('are offered the next one in its place, once: whoever does not want it is not asked again', async () => {
    const { ada, grace } = pair();
    await ada.startSession('And now?');
    await grace.window.notifications.waitFor(offer);
    const look = async () => {
      await grace.command('Join Paired Session');
      await grace.window.quickInput.waitFor('Which one?');
    };
    // What a window remembers is on disk a moment later: whoever reloads at once is asked again.
    await grace.window.until(
      'no offer after a reload',
      async () => {
        await grace.closeNotifications();
        await look();
        await grace.window.quickInput.cancel();
        await grace.window.reload();
        await look();
        return (await grace.window.notifications.shown()).length === 0;
      },
      { timeoutMs: 60_000 },
    );
  });

  it('find it among the ways to join all the same', async () => {
    const { ada, grace } = pair();
    const [first] = await grace.window.quickInput.items();
    assert.deepEqual([first?.label, first?.description], ["Ada's session", 'on this code']);
    await grace.window.quickInput.pick("Ada's session");
    await ada.letIn('Grace');
    await grace.waitForRole('Navigator');
    await pair().end();
  });
});
