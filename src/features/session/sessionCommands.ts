import * as vscode from 'vscode';
import type { Platform } from '../../platform/platform.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Nearby } from '../../platform/sharing/guest/nearby.ts';
import { parseInvite } from '../../protocol/invite.ts';
import { copyInvite } from './copyInvite.ts';
import { joinAndSay, say } from './joining.ts';
import { joinNearby } from './joinNearby.ts';
import { removeParticipant } from './removeCommand.ts';
import { startSession } from './startSession.ts';

/**
 * Starting, joining and ending a session.
 *
 * @param lookBack looks back at it before it ends; says whether the person went through.
 */
export function sessionCommands(
  platform: Platform,
  nearby: Nearby,
  lookBack: () => Promise<boolean>,
) {
  const { sessions } = platform;
  return {
    startSession: () => startSession(platform),
    joinSession: async (invite: unknown) => {
      if (typeof invite === 'string') {
        await join(sessions, invite);
      } else if (sessions.active !== undefined || !(await joinNearby(nearby))) {
        await pasteInvite(sessions);
      }
    },
    copyInvite: async () => {
      await copyInvite(sessions.require());
      say('The invite is on the clipboard; send it to your partner.');
    },
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
