import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EpochMs, hour } from '../../../../src/core/time.ts';
import {
  type Announced,
  AnnouncementFile,
} from '../../../../src/platform/sharing/host/announcementFile.ts';
import { parseAnnouncement } from '../../../../src/protocol/announcement.ts';
import { newSecret } from '../../../../src/protocol/invite.ts';
import { ScratchFolder } from '../../../support/scratchFolder.ts';

const announced = (sessionId = 'session', hosts = ['127.0.0.1']): Announced => ({
  invite: {
    ...{ version: 1, sessionId, hosts, port: 4711 },
    secret: newSecret(),
    fingerprint: 'f'.repeat(43),
  },
  startedBy: { id: 'ada', name: 'Ada' },
});

describe('the file that announces a session', () => {
  const start: EpochMs = 1_764_000_000_000;
  let scratch: ScratchFolder;
  let now: EpochMs;
  let notes: string[];

  beforeEach(async () => {
    scratch = await ScratchFolder.make();
    now = start;
    notes = [];
  });
  afterEach(() => scratch[Symbol.asyncDispose]());

  const own = () => join(scratch.path, '.interpair');
  const path = () => join(own(), 'live.json');
  const open = () =>
    new AnnouncementFile(scratch.path, () => now, {
      info: (message) => notes.push(message),
      note: (doing) => notes.push(doing),
    });
  const read = async () => {
    const parsed = parseAnnouncement(await readFile(path(), 'utf8'), now);
    assert.ok(parsed.ok, 'there is no announcement that holds');
    return parsed.value;
  };
  const sessionThere = async () => (await read()).invite.sessionId;
  const modeOf = async () => (await stat(path())).mode & 0o777;

  it('says how the session is reached and until when, in a folder that git leaves alone', async () => {
    const file = open();
    const what = announced();
    await file.say(what, false);
    assert.deepEqual(await read(), { ...what, expires: start + 12 * hour });
    assert.deepEqual((await readdir(own())).sort(), ['.gitignore', 'live.json']);
    file.dispose();
    assert.deepEqual(await readdir(own()), ['.gitignore']);
    assert.deepEqual(notes, []);
  });

  it('can be read by its user alone where whoever reads it comes in unasked', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const file = open();
    const what = announced();
    await file.say(what, false);
    const usual = await modeOf();
    assert.equal(usual, 0o666 & ~process.umask());
    await file.say(what, true);
    assert.equal(await modeOf(), 0o600);
    await file.say(what, false);
    assert.equal(await modeOf(), usual);
  });

  it('is written anew in time, and not before', async () => {
    const file = open();
    const what = announced();
    await file.say(what, false);
    now += 6 * hour - 1;
    await file.say(what, false);
    assert.equal((await read()).expires, start + 12 * hour);
    now += 100 * hour; // The machine slept.
    await file.say(what, false);
    assert.equal((await read()).expires, now + 12 * hour);
  });

  it('is written anew when the machine came into another network, or the file is gone', async () => {
    const file = open();
    const what = announced();
    await file.say(what, false);
    const moved = { ...what, invite: { ...what.invite, hosts: ['127.0.0.1', '192.168.0.7'] } };
    await file.say(moved, false);
    assert.deepEqual((await read()).invite.hosts, moved.invite.hosts);
    await rm(path());
    await file.say(moved, false);
    assert.deepEqual((await read()).invite.hosts, moved.invite.hosts);
  });

  it('takes the place of what a crash left, or of what makes no sense', async () => {
    await open().say(announced('crashed'), true);
    const file = open();
    await file.say(announced(), false);
    assert.equal(await sessionThere(), 'session');
    await writeFile(path(), 'nonsense');
    await file.say(announced(), false);
    assert.equal(await sessionThere(), 'session');
  });

  it('leaves the file to the session that came last, and takes it back afterwards', async () => {
    const [first, second] = [open(), open()];
    const what = announced('first');
    await first.say(what, false);
    await second.say(announced('second'), false);
    await first.say(what, false);
    assert.equal(await sessionThere(), 'second');
    second.dispose();
    await first.say(what, false);
    assert.equal(await sessionThere(), 'first');
  });

  it('removes no file but its own', async () => {
    const [first, second] = [open(), open()];
    await first.say(announced('first'), false);
    await second.say(announced('second'), false);
    first.dispose();
    assert.equal(await sessionThere(), 'second');
  });

  it('is not there if it was disposed while it was being written', async () => {
    const file = open();
    const writing = file.say(announced(), false);
    file.dispose();
    await writing;
    assert.deepEqual(
      (await readdir(own())).filter((name) => name.startsWith('live')),
      [],
    );
  });

  it('never holds half of what it says', async () => {
    const file = open();
    await file.say(announced(), false);
    let isDone = false;
    const reading = (async () => {
      let count = 0;
      while (!isDone) {
        await read();
        count++;
      }
      return count;
    })();
    for (let times = 0; times < 50; times++) {
      await file.say(announced(), times % 2 === 0);
    }
    isDone = true;
    assert.ok((await reading) > 10);
  });

  it('tells in the log that it changed the .gitignore of the folder', async () => {
    await mkdir(own());
    await writeFile(join(own(), '.gitignore'), 'live.json\n');
    await open().say(announced(), false);
    assert.deepEqual(notes, [`Added live.json to the .gitignore of ${own()}.`]);
  });

  it('is not written where the folder leads out of the workspace', async () => {
    await using elsewhere = await ScratchFolder.make();
    await symlink(elsewhere.path, own());
    await assert.rejects(open().say(announced(), true), /leads out of the workspace folder/);
    assert.deepEqual(await readdir(elsewhere.path), []);
  });

  it('takes the place of a link, and follows it nowhere', async () => {
    await using elsewhere = await ScratchFolder.make();
    const secret = join(elsewhere.path, 'theirs');
    await writeFile(secret, 'theirs');
    await mkdir(own());
    await symlink(secret, path());
    const file = open();
    file.dispose();
    assert.equal(await readFile(path(), 'utf8'), 'theirs');
    await open().say(announced(), true);
    assert.equal(await sessionThere(), 'session');
    assert.equal(await readFile(secret, 'utf8'), 'theirs');
  });

  it('leaves nothing behind where it can not be written', async () => {
    await mkdir(path(), { recursive: true });
    await assert.rejects(open().say(announced(), true), /EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    assert.deepEqual((await readdir(own())).sort(), ['.gitignore', 'live.json']);
  });
});
