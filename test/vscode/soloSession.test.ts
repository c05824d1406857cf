import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting } from './inputs.ts';
import { JournalNews } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { records, showFile, workspaceFolder } from './workspace.ts';

describe('a session at one screen', () => {
  const messages = hearMessages();

  const journal = new JournalNews();
  useSolo();

  it('offers no command before it has started that needs one', async () => {
    await run('swapRoles');
    assert.match(messages.said.join(), /^You are not in a paired session; start one or join one/);
    assert.deepEqual([...(await records('.jsonl')).keys()], []);
  });

  it('starts from the command, with a journal in the workspace', async () => {
    await startSession();
    const [name] = (await records('.jsonl')).keys();
    assert.match(name ?? '', /^\d{4}-\d\d-\d\d-what-is-this-model-doing\.jsonl$/);
    const events = await journal.news();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['sessionStarted', 'participantJoined', 'turnStarted'],
    );
    assert.deepEqual(messages.said, []);
  });

  it('refuses a second one', async () => {
    await startSession();
    assert.match(messages.said.join(), /^You are in a paired session already; leave or end it/);
    assert.deepEqual(await journal.news(), []);
  });

  it('pauses, resumes and extends the turn', async () => {
    await run('pauseTurn');
    await journal.happened('turnPaused');
    await run('resumeTurn');
    await journal.happened('turnResumed');
    await run('extendTurn', 5);
    assert.equal((await journal.happened('turnExtended')).by, 5 * 60_000);
  });

  it('says that nobody is there to swap with', async () => {
    await run('swapRoles');
    assert.match(messages.said.join(), /^Nobody else is here to take the keyboard; invite/);
    assert.deepEqual(await journal.news(), []);
  });

  it('is announced to nobody', async () => {
    const beside = await readdir(join(workspaceFolder(), '.interpair'));
    assert.deepEqual(
      beside.filter((name) => name.startsWith('live')),
      [],
    );
  });

  it('asks a question about the line of the cursor', async () => {
    await showFile('heads.py', 'import torch\nheads = torch.ones(3)|\n');
    await accepting(run('askQuestion'));
    const asked = await journal.happened('questionAsked');
    assert.ok(String(asked.text).endsWith('?'));
    assert.deepEqual(asked.place, {
      path: 'heads.py',
      line: 2,
      text: 'heads = torch.ones(3)',
      before: 'import torch',
    });
  });

  it('notes a scaffold and where it went', async () => {
    await run('insertScaffold', 'attention.patterns.transformers');
    const { scaffoldId, place } = await journal.happened('scaffoldInserted');
    assert.equal(scaffoldId, 'attention.patterns.transformers');
    assert.equal(v.parse(v.object({ path: v.string() }), place).path, 'heads.py');
  });

  it('shows a recap so far that is not saved anywhere', async () => {
    await run('openRecap');
    const draft = await previewed('Recap so far.md');
    assert.equal(draft.uri.scheme, 'interpair-recap');
    assert.match(draft.getText(), /^# What is this model doing\?\n\n\*\*When:.*still running/);
    assert.match(draft.getText(), /\n!\[[^\]]+\]\(data:image\/svg\+xml;base64,/);
    assert.deepEqual([...(await records('.md')).keys()], []);
  });

  it('keeps the recap so far up to date while it is shown', async () => {
    const draft = await previewed('Recap so far.md');
    assert.match(draft.getText(), /1 question asked/);
    await accepting(run('askQuestion'));
    await journal.happened('questionAsked');
    await eventually(() => draft.getText().includes('2 questions asked'));
  });

  it('ends with a recap beside its journal, from the journal alone', async () => {
    messages.press = 'End now';
    await run('endSession');
    await journal.happened('sessionEnded');
    const [[name, text] = ['', '']] = await eventually(async () => {
      const recaps = [...(await records('.md'))];
      return messages.said.some((said) => said.includes('its recap is in')) && recaps;
    });
    assert.ok((await records('.jsonl')).has(name.replace(/\.md$/, '.jsonl')));
    assert.match(text, /^# What is this model doing\?\n\n\*\*When:.* to /);
    assert.match(text, /at `heads\.py:2`: `heads = torch\.ones\(3\)`/);
    assert.match(text, /Attention patterns \(`attention\.patterns\.transformers`\)/);
    assert.match(text, /^## Papers\n\n- .*\]\(<https:\/\/[^>]+>\)$/m);
    const picture = name.replace(/\.md$/, '.svg');
    assert.match(text, new RegExp(`\\n!\\[[^\\]]+\\]\\(${picture}\\)\\n`));
    const svg = await readFile(join(workspaceFolder(), '.interpair/sessions', picture), 'utf8');
    assert.match(svg, /^<svg xmlns=/);
  });

  it('opens the newest recap afterwards', async () => {
    await run('openRecap');
    const [name = ''] = (await records('.md')).keys();
    const recap = await previewed(name);
    assert.match(recap.uri.fsPath, /\.interpair\/sessions\/.*-what-is-this-model-doing\.md$/);
  });

  it('opens the recap of a log that has none, without saving it', async () => {
    const [name = ''] = (await records('.md')).keys();
    await rm(join(workspaceFolder(), '.interpair/sessions', name));
    await eventually(async () => {
      await run('openRecap');
      return openDocuments(name).some(({ uri }) => uri.scheme === 'interpair-recap');
    });
    const [draft] = openDocuments(name).filter(({ uri }) => uri.scheme === 'interpair-recap');
    assert.match(draft?.getText() ?? '', /^# What is this model doing\?\n\n\*\*When:.* to /);
    assert.deepEqual([...(await records('.md')).keys()], []);
  });

  it('shows a recap as text where VS Code has no preview for Markdown', async () => {
    const { getExtension } = vscode.extensions;
    assert.ok(Reflect.set(vscode.extensions, 'getExtension', () => undefined));
    try {
      await run('openRecap');
    } finally {
      Reflect.set(vscode.extensions, 'getExtension', getExtension);
    }
    const { document } = await eventually(() => vscode.window.activeTextEditor);
    assert.equal(document.languageId, 'markdown');
    assert.match(document.getText(), /^# What is this model doing\?\n/);
  });

  it('says that the log of a past session is damaged', async () => {
    const name = '2025-11-24-damaged';
    const file = join(workspaceFolder(), '.interpair/sessions', `${name}.jsonl`);
    await writeFile(file, 'nonsense\n');
    await eventually(async () => {
      await run('openPastSession', name);
      return messages.said.some((said) => /damaged\.jsonl, since the file is damaged/.test(said));
    });
    await rm(file);
  });

  it('shows the folder of the records', async () => {
    await run('openRecordFolder');
    assert.deepEqual(messages.said, []);
  });

  it('says that a past session is gone, and opens nothing that is none', async () => {
    await run('openPastSession', '2020-01-01-gone');
    assert.match(messages.said.join(), /^The record 2020-01-01-gone is not in .* any more; look/);
    await run('openPastSession', '../../heads');
    assert.match(messages.said[1] ?? '', /^The record \.\.\/\.\.\/heads is not in /);
  });
});

function openDocuments(name: string): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.path.endsWith(`/${name}`));
}

/** The document that the Markdown preview in front shows. */
async function previewed(name: string): Promise<vscode.TextDocument> {
  return await eventually(() => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const isPreview =
      tab?.input instanceof vscode.TabInputWebview &&
      tab.input.viewType.endsWith('markdown.preview') &&
      tab.label.endsWith(name);
    return isPreview && openDocuments(name)[0];
  });
}
