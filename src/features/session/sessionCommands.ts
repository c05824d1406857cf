import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { inviteLink, parseInvite } from '../../protocol/invite.ts';
import { HumanError } from '../../util/humanError.ts';
import { pickConnection } from './pickConnection.ts';
import { removeParticipant } from './removeCommand.ts';
import { warnOfSettings } from './warnOfSettings.ts';

const defaultHypothesis = 'What is this model doing?';

/**
 * Starting, joining and ending a session.
 *
 * @param lookBack looks back at it before it ends; says whether the person went through.
 */
export function sessionCommands(sessions: Sessions, lookBack: () => Promise<boolean>) {
  return {
    startSession: async () => {
      const hypothesis = await askHypothesis();
      const connection = hypothesis === undefined ? undefined : await pickConnection();
      if (hypothesis !== undefined && connection !== undefined) {
        const active = await sessions.start(hypothesis, connection === 'invite');
        if (active.invite !== undefined) {
          await copyInvite(sessions, 'The session has started; its invite is on the clipboard.');
        }
        await warnOfSettings();
      }
    },
    joinSession: async (invite: unknown) => {
      const text = typeof invite === 'string' ? invite : await askInvite();
      if (text !== undefined) {
        await join(sessions, text);
      }
    },
    copyInvite: () =>
      copyInvite(sessions, 'The invite is on the clipboard; send it to your partner.'),
    removeParticipant: (row: unknown) => removeParticipant(sessions, row),
    leaveSession: () => leave(sessions),
    endSession: async (how: unknown) => {
      if (how === 'lookBackAndEnd' ? await lookBack() : await confirmEnd(lookBack)) {
        await sessions.end();
      }
    },
  };
}

/** Whether the person wants to end the session, and has looked back at it if they wanted that. */
async function confirmEnd(lookBack: () => Promise<boolean>): Promise<boolean> {
  const lookBackFirst = 'Look back, then end';
  const now = 'End now';
  const picked = await vscode.window.showWarningMessage(
    'End the session for everyone and write the recap?',
    { modal: true },
    lookBackFirst,
    now,
  );
  return picked === now || (picked === lookBackFirst && (await lookBack()));
}

function askHypothesis(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Start a paired session (1 of 2)',
    prompt: 'What are you trying to find out?',
    value: defaultHypothesis,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.length > 300
        ? 'Type a question of at most 300 characters.'
        : undefined,
  });
}

function askInvite(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Join a paired session',
    prompt: 'Paste the invite that your partner sent you',
    placeHolder: 'interpair1_… or a link that contains it',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const invite = parseInvite(text);
      return text === '' || invite.ok ? undefined : invite.error;
    },
  });
}

async function leave(sessions: Sessions): Promise<void> {
  if (!sessions.require().isSecondWindow) {
    return sessions.leave();
  }
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'With this window only',
        iconPath: new vscode.ThemeIcon('multiple-windows'),
        detail: 'You stay in the session with your other window.',
        leave: () => sessions.leaveWithThisWindow(),
      },
      {
        label: 'With all your windows',
        iconPath: new vscode.ThemeIcon('sign-out'),
        leave: () => sessions.leave(),
      },
    ],
    { title: 'Leave the session', placeHolder: 'How?' },
  );
  await picked?.leave();
}

async function join(sessions: Sessions, text: string): Promise<void> {
  const active = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Joining the paired session',
      cancellable: true,
    },
    (progress, token) => {
      const giveUp = new AbortController();
      token.onCancellationRequested(() => giveUp.abort());
      const onWaiting = () => progress.report({ message: 'waiting to be let in by your partner' });
      return sessions.join(text, { onWaiting, signal: giveUp.signal });
    },
  );
  if (active !== undefined) {
    void vscode.window.showInformationMessage(
      noticeText(`You are in: ${sessionOf(active).hypothesis}`),
    );
  }
}

async function copyInvite(sessions: Sessions, said: string): Promise<void> {
  const { invite } = sessions.require();
  if (invite === undefined) {
    throw new HumanError('Nobody can join this session; end it and start one with an invite.');
  }
  await vscode.env.clipboard.writeText(inviteLink(vscode.env.uriScheme, invite));
  void vscode.window.showInformationMessage(said);
}
