import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { accepting, choose, type Event, eventsIn, run } from './solo.ts';
import { closeEditors, records, showFile, workspaceFolder } from './workspace.ts';

describe('a session at one screen', () => {
  const messages = hearMessages();

  before(() => choose('solo'));

  after(async () => {
    await choose(undefined);
    await closeEditors();
  });

  /** The events in the journal since the last time that this was asked. */
  let told = 0;
  async function news(): Promise<readonly Event[]> {
    const [journal = ''] = (await records('.jsonl')).values();
    const events = eventsIn(journal);
    const fresh = events.slice(told);
    told = events.length;
    return fresh;
  }

  async function happened(type: string): Promise<Event> {
    const [event, ...more] = await eventually(async () => {
      const events = await news();
      return events.length > 0 && events;
    });
    assert.deepEqual([event?.type, ...more], [type]);
    assert.ok(event);
    return event;
  }

  it('offers no command before it has started that needs one', async () => {
    await run('swapRoles');
    assert.match(messages.said.join(), /^You are not in a paired session; start one or join one/);
    assert.deepEqual([...(await records('.jsonl')).keys()], []);
  });

  it('starts from the command, with a journal in the workspace', async () => {
    await accepting(run('startSession'));
    const [name] = (await records('.jsonl')).keys();
    assert.match(name ?? '', /^\d{4}-\d\d-\d\d-what-is-this-model-doing\.jsonl$/);
    const events = await news();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['sessionStarted', 'participantJoined', 'turnStarted'],
    );
    assert.deepEqual(messages.said, []);
  });

  it('keeps what git should not see out of git', async () => {
    const ignored = join(workspaceFolder(), '.interpair', '.gitignore');
    assert.equal(await readFile(ignored, 'utf8'), 'live.json\n');
  });

  it('refuses a second one', async () => {
    await accepting(run('startSession'));
    assert.match(messages.said.join(), /^You are in a paired session already; leave or end it/);
    assert.deepEqual(await news(), []);
  });

  it('pauses, resumes and extends the turn', async () => {
    await run('pauseTurn');
    await happened('turnPaused');
    await run('resumeTurn');
    await happened('turnResumed');
    await run('extendTurn', 5);
    assert.equal((await happened('turnExtended')).by, 5 * 60_000);
  });

  it('says that nobody is there to swap with', async () => {
    await run('swapRoles');
    assert.match(messages.said.join(), /^Nobody else is here to take the keyboard; invite/);
    assert.deepEqual(await news(), []);
  });

  it('asks a question about the line of the cursor', async () => {
    await showFile('heads.py', 'import torch\nheads = torch.ones(3)|\n');
    await accepting(run('askQuestion'));
    const asked = await happened('questionAsked');
    assert.ok(String(asked.text).endsWith('?'));
    assert.deepEqual(asked.place, { path: 'heads.py', line: 2, text: 'heads = torch.ones(3)' });
  });

  it('notes a scaffold and where it went', async () => {
    await run('insertScaffold', 'attention.patterns.transformers');
    const { scaffoldId, place } = await happened('scaffoldInserted');
    assert.equal(scaffoldId, 'attention.patterns.transformers');
    assert.equal(v.parse(v.object({ path: v.string() }), place).path, 'heads.py');
  });

  it('shows a recap so far that is not saved anywhere', async () => {
    await run('openRecap');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.languageId, 'markdown');
    assert.match(document.getText(), /^# What is this model doing\?\n\n.*still running/);
    assert.deepEqual([...(await records('.md')).keys()], []);
  });

  it('ends with a recap beside its journal, from the journal alone', async () => {
    messages.press = 'End now';
    await run('endSession');
    await happened('sessionEnded');
    const [[name, text] = ['', '']] = await eventually(async () => {
      const recaps = [...(await records('.md'))];
      return messages.said.some((said) => said.includes('its recap is in')) && recaps;
    });
    assert.ok((await records('.jsonl')).has(name.replace(/\.md$/, '.jsonl')));
    assert.match(text, /^# What is this model doing\?\n\n.*ended after/);
    assert.match(text, /`heads\.py:2`: open\./);
    assert.match(text, /Attention patterns \(`attention\.patterns\.transformers`\)/);
  });

  it('opens the newest recap afterwards', async () => {
    await run('openRecap');
    const path = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
    assert.match(path, /\.interpair\/sessions\/.*-what-is-this-model-doing\.md$/);
  });

  it('opens the recap of a log that has none, without saving it', async () => {
    const recap = vscode.window.activeTextEditor?.document.uri;
    assert.ok(recap);
    await closeEditors();
    await vscode.workspace.fs.delete(recap);
    await run('openRecap');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.match(document.getText(), /^# What is this model doing\?\n\n.*ended after/);
    assert.deepEqual([...(await records('.md')).keys()], []);
  });
});
