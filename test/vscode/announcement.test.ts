import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseAnnouncement } from '../../src/protocol/announcement.ts';
import { startSession } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { JournalNews } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { pretend, stopPretending } from './pretend.ts';
import { configure, forgetRecords, workspaceFolder } from './workspace.ts';

describe('the announcement of a session that others are invited to', () => {
  const messages = hearMessages();
  const journal = new JournalNews();
  const own = () => join(workspaceFolder(), '.interpair');

  before(() => configure('connection.default', 'invite'));
  after(async () => {
    await configure('connection.default', undefined);
    await forgetRecords();
    await rm(join(own(), '.gitignore'), { force: true });
  });
  afterEach(stopPretending);

  const announcement = () => readFile(join(own(), 'live.json'), 'utf8').catch(() => undefined);
  const end = async () => {
    messages.press = 'End now';
    await run('endSession');
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
  };

  it('is in the folder while the session runs, where git leaves it alone', async () => {
    await startSession();
    const parsed = parseAnnouncement(await eventually(announcement), Date.now());
    assert.ok(parsed.ok);
    const { invite, startedBy } = parsed.value;
    const [started] = await journal.news();
    assert.equal(v.parse(v.object({ sessionId: v.string() }), started).sessionId, invite.sessionId);
    assert.notEqual(startedBy.name, '');
    assert.equal(await readFile(join(own(), '.gitignore'), 'utf8'), 'live.json*\n');
    await end();
    assert.equal(await announcement(), undefined);
  });

  it('is not in a folder that is not trusted', async () => {
    pretend('isTrusted', false);
    await startSession();
    assert.match(messages.said.join(), /its invite is on the clipboard/);
    await run('pauseTurn');
    await run('resumeTurn');
    assert.equal(await announcement(), undefined);
    await end();
  });
});
