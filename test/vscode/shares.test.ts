import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { hearMessages } from './messages.ts';
import { configure, records } from './workspace.ts';

const heading = '\n## Shares\n';

describe('the shares of a session in its recap', () => {
  const messages = hearMessages();

  useSolo();
  after(() => configure('fairness', undefined));

  const draft = () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.path === '/Recap so far.md')?.getText();

  it('are told once the person wants to see them, and not before', async () => {
    await startSession();
    await run('openRecap');
    const before = await eventually(() => draft());
    assert.match(before, /^# What is this model doing\?\n/);
    assert.ok(!before.includes(heading));
    await configure('fairness', true);
    await eventually(() => draft()?.includes(heading));
  });

  it('are in the recap that is written then', async () => {
    messages.press = 'End now';
    await run('endSession');
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
    const [text = ''] = (await records('.md')).values();
    assert.ok(text.includes(heading), text);
    assert.match(text, /^- [^:]+: \d+ seconds? at the keyboard in 1 turn; 0 questions asked$/m);
  });
});
