import * as vscode from 'vscode';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import type { Nearby } from '../../platform/sharing/nearby.ts';
import { inviteLink, parseInvite } from '../../protocol/invite.ts';
import { isLoopback } from '../../protocol/loopback.ts';
import { HumanError } from '../../util/humanError.ts';
import { joinAndSay } from './joining.ts';
import { joinNearby } from './joinNearby.ts';
import { removeParticipant } from './removeCommand.ts';
import { warnOfSettings } from './warnOfSettings.ts';

const defaultHypothesis = 'What is this model doing?';

/**
 * Starting, joining and ending a session.
 *
 * @param lookBack looks back at it before it ends; says whether the person went through.
 */
export function sessionCommands(
  sessions: Sessions,
  nearby: Nearby,
  lookBack: () => Promise<boolean>,
) {
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
      if (typeof invite === 'string') {
        await join(sessions, invite);
      } else if (sessions.active !== undefined || !(await joinNearby(nearby))) {
        await pasteInvite(sessions);
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

/** Who can come in by an invite, which is as far as this machine listens. */
function inviteReach(): { description: string; detail: string } {
  const address = settings.parsedBindAddress();
  if (!address.ok) {
    return { description: 'not now', detail: address.error };
  }
  const { host } = address.value;
  if (isLoopback(host)) {
    return {
      description: 'on this machine',
      detail: 'Your partner works on this machine too, over Remote-SSH or in a second window.',
    };
  }
  const where = host === '0.0.0.0' || host === '::' ? 'any address that it has' : host;
  return {
    description: 'over the network, encrypted',
    detail: `Your partner reaches this machine at ${where}.`,
  };
}

async function pickConnection(): Promise<'invite' | 'solo' | undefined> {
  const configured = settings.connection();
  if (configured !== 'ask') {
    return configured;
  }
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'With an invite',
        iconPath: new vscode.ThemeIcon('link'),
        ...inviteReach(),
        connection: 'invite' as const,
      },
      {
        label: 'At this screen',
        iconPath: new vscode.ThemeIcon('person'),
        description: 'nobody connects',
        detail:
          'You are alone, or share one screen. The timer, the questions and the record are there.',
        connection: 'solo' as const,
      },
    ],
    {
      title: 'Start a paired session (2 of 2)',
      placeHolder: 'How does your partner join?',
      ignoreFocusOut: true,
    },
  );
  return picked?.connection;
}

async function pasteInvite(sessions: Sessions): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: 'Join a paired session',
    prompt: 'Paste the invite that your partner sent you',
    placeHolder: 'interpair1_… or a link that contains it',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const invite = parseInvite(text);
      return text === '' || invite.ok ? undefined : invite.error;
    },
  });
  if (text !== undefined) {
    await join(sessions, text);
  }
}

function join(sessions: Sessions, invite: string): Promise<void> {
  return joinAndSay(sessions, (arrival) => sessions.join(invite, arrival));
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

async function copyInvite(sessions: Sessions, said: string): Promise<void> {
  const { invite } = sessions.require();
  if (invite === undefined) {
    throw new HumanError('Nobody can join this session; end it and start one with an invite.');
  }
  await vscode.env.clipboard.writeText(inviteLink(vscode.env.uriScheme, invite));
  void vscode.window.showInformationMessage(said);
}
