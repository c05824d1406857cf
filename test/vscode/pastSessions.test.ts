import assert from 'node:assert/strict';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PastSessions } from '../../src/platform/record/pastSessions.ts';
import { eventually } from './eventually.ts';
import { configure, workspaceFolder } from './workspace.ts';

const setting = 'journal.folder';

describe('past sessions', () => {
  const folder = () => join(workspaceFolder(), '.interpair', 'past');
  let past: PastSessions;

  before(async () => {
    await configure(setting, '.interpair/past');
    await mkdir(folder(), { recursive: true });
    past = new PastSessions(vscode.Uri.file(join(workspaceFolder(), 'storage')));
  });

  after(async () => {
    past.dispose();
    await configure(setting, undefined);
    await rm(folder(), { recursive: true });
  });

  const names = async () => (await past.list()).map(({ name }) => name);

  it('are the recaps and the logs in the folder, the newest first, and nothing else', async () => {
    for (const [index, name] of [
      '2025-11-24-why.md',
      '2025-11-24-why.jsonl',
      '2025-11-24-why.svg',
      '2025-11-24-how.jsonl',
      '2025-11-25-what.md',
      '2025-11-23-where.jsonl.damaged-1',
      'notes.md',
    ].entries()) {
      await writeFile(join(folder(), name), '# Really\\?\n');
      // As after a clone: the newest session was written first.
      await utimes(join(folder(), name), 1000 - index, 1000 - index);
    }
    past.refresh();
    assert.deepEqual(await names(), ['2025-11-25-what', '2025-11-24-why', '2025-11-24-how']);
    const [what, why] = await past.list();
    assert.deepEqual(what, {
      name: '2025-11-25-what',
      recap: join(folder(), '2025-11-25-what.md'),
    });
    assert.equal(why?.log, join(folder(), '2025-11-24-why.jsonl'));
    assert.equal(what && (await past.head(what)).question, 'Really?');
  });

  it('are told of when they come and go', async () => {
    let changes = 0;
    const listening = past.onDidChange(() => changes++);
    try {
      await writeFile(join(folder(), '2025-11-26-new.md'), '# New');
      await eventually(async () => (await names())[0] === '2025-11-26-new');
      assert.ok(changes > 0);
      await rm(join(folder(), '2025-11-26-new.md'));
      await eventually(async () => (await names())[0] === '2025-11-25-what');
    } finally {
      listening.dispose();
    }
  });

  it('are those of another folder once the setting names one', async () => {
    await configure(setting, '.interpair/empty');
    await eventually(async () => (await names()).length === 0);
    await configure(setting, '.interpair/past');
    await eventually(async () => (await names()).length === 3);
  });
});
