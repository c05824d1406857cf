import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { SessionReplica } from '../../src/log/sessionReplica.ts';
import { parseInvite } from '../../src/protocol/invite.ts';
import { joinRemote } from '../contract/joinRemote.ts';
import { startSession } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { useRepository } from './gitRepository.ts';
import { hearMessages } from './messages.ts';
import { closeEditors, configure, forgetRecords, workspaceFolder } from './workspace.ts';

const grace = 'Co-authored-by: Grace <grace@example.com>';
const joan = 'Co-authored-by: Joan <joan@example.com>';

describe('co-authors of commits', () => {
  const messages = hearMessages();
  const repository = useRepository();
  const partners: SessionReplica[] = [];

  before(async () => {
    await configure('connection.default', 'invite');
    await configure('git.coAuthors', true);
    await vscode.commands.executeCommand('workbench.view.scm');
  });
  after(async () => {
    for (const partner of partners) {
      partner.dispose();
    }
    await configure('connection.default', undefined);
    await configure('git.coAuthors', undefined);
    await forgetRecords();
    await closeEditors();
  });

  const message = () => repository.open().inputBox.value;
  const type = (text: string) => {
    repository.open().inputBox.value = text;
  };
  const holds = (text: string) => eventually(() => message() === text);
  const file = () => join(workspaceFolder(), '.git', 'interpair', 'co-authors');
  const forHook = () => readFile(file(), 'utf8').catch(() => 'none');

  /** Someone joins from elsewhere. */
  async function enter(name: string, email?: string): Promise<SessionReplica> {
    const invite = parseInvite(await vscode.env.clipboard.readText());
    assert.ok(invite.ok);
    messages.press = 'Let in';
    const participantId = name.toLowerCase();
    const partner = new SessionReplica(
      await joinRemote(invite.value, { participantId, name }),
      participantId,
    );
    partners.push(partner);
    await partner.dispatch({ type: 'join', name });
    if (email !== undefined) {
      await partner.dispatch({ type: 'shareEmail', email });
    }
    return partner;
  }

  it('are none of anyone who works alone', async () => {
    await startSession();
    type('Fix it');
    await delay(1_000);
    assert.equal(message(), 'Fix it');
    assert.equal(await forHook(), 'none');
    type('');
  });

  it('are in the message box with its first words, below them', async () => {
    await enter('Grace', 'grace@example.com');
    await eventually(async () => (await forHook()).endsWith(`\n${grace}\n`));
    assert.equal(message(), '');
    type('Fix it\n\nSince it broke.\n\nSigned-off-by: Ada <ada@example.com>');
    await holds(`Fix it\n\nSince it broke.\n\nSigned-off-by: Ada <ada@example.com>\n${grace}`);
  });

  it('are more when someone comes, and stay when they go', async () => {
    const partner = await enter('Joan', 'joan@example.com');
    type(`Fix it\n\n${grace}`);
    await holds(`Fix it\n\n${grace}\n${joan}`);
    await partner.dispatch({ type: 'leave' });
    await delay(1_000);
    assert.equal(message(), `Fix it\n\n${grace}\n${joan}`);
  });

  it('are in the commit, and with the next message those who are still there', async () => {
    await delay(1_000); // A commit's time is in whole seconds.
    await repository.clone().write('new.txt', '');
    await repository.open().add([join(workspaceFolder(), 'new.txt')]);
    await repository.open().commit(message());
    const made = await repository.clone().git(['log', '-1', '--format=%B']);
    assert.equal(made.trimEnd(), `Fix it\n\n${grace}\n${joan}`);
    await eventually(async () => (await forHook()).endsWith(`\n${grace}\n`));
    await holds('');
    type('Fix that');
    await holds(`Fix that\n\n${grace}`);
  });

  it('stay beneath what was begun when work in progress is committed', async () => {
    await repository.clone().write('new.txt', 'more');
    const work = repository.inWindow();
    await work.add(['new.txt']);
    await work.commit('WIP');
    assert.equal(await repository.clone().git(['log', '-1', '--format=%s']), 'WIP\n');
    await holds(`Fix that\n\n${grace}`);
  });

  it('go with the setting, and come back with it', async () => {
    await configure('git.coAuthors', false);
    await holds('Fix that');
    await eventually(async () => (await forHook()) === 'none');
    await configure('git.coAuthors', true);
    await holds(`Fix that\n\n${grace}`);
  });

  it('stay out of a message that they were taken out of', async () => {
    type('Fix that');
    await delay(1_000);
    assert.equal(message(), 'Fix that');
    // Nothing tells when an empty box was seen, so it is emptied until it was.
    await eventually(async () => {
      type('');
      await delay(1_000);
      type('Fix that');
      await delay(1_000);
      return message() === `Fix that\n\n${grace}`;
    });
  });

  it('are told the address that git has for the committer', async () => {
    const session = partners[0]?.session;
    const ada = session?.participants.find(({ id }) => id === session.startedBy);
    assert.equal(ada?.email, 'ada@example.com');
  });

  it('who have no address are told of once', async () => {
    await enter('Edsger');
    await eventually(() =>
      messages.said.some((said) => /^Edsger has no e-mail address here; your commits/.test(said)),
    );
  });

  it('are named on the command line too, once the hook is there', async () => {
    await run('installCommitHook');
    assert.match(messages.said.join(), /^Commits from the command line name your partners too/);
    await repository.clone().git(['commit', '--quiet', '--allow-empty', '-m', 'By hand']);
    const made = await repository.clone().git(['log', '-1', '--format=%B']);
    assert.equal(made.trimEnd(), `By hand\n\n${grace}`);
    await run('removeCommitHook');
    await repository.clone().git(['commit', '--quiet', '--allow-empty', '-m', 'By hand']);
    assert.equal(await repository.clone().git(['log', '-1', '--format=%B']), 'By hand\n\n');
  });

  it('leave with the session what a person wrote', async () => {
    type('Fix the rest');
    await holds(`Fix the rest\n\n${grace}`);
    messages.press = 'End now';
    await run('endSession');
    await holds('Fix the rest');
    await eventually(async () => (await forHook()) === 'none');
    type('');
  });
});
