import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { sharingNames } from '../../platform/sharing/codeSharing.ts';
import type { Found } from '../../platform/sharing/guest/finder.ts';
import type { Welcome } from '../../platform/sharing/guest/welcome.ts';
import { askName } from './askName.ts';
import { joinAndSay, say, whileJoining } from './joining.ts';
import { onThisCode } from './onThisCode.ts';
import { portIn } from './portIn.ts';

/** What a person is told and asked where a session is announced with the code. */
export function welcome(sessions: Sessions): Welcome {
  return {
    offer,
    askName,
    askPort,
    join: async (found, cause, join) => {
      if (cause === 'asked') {
        return joinAndSay(sessions, join);
      }
      const active = await whileJoining(vscode.ProgressLocation.Window, join);
      if (active !== undefined && cause === 'unasked') {
        const { name } = found.announcement.startedBy;
        say(
          `You are in ${name}'s session, which came with ${sharingNames.liveShare}: ${sessionOf(active).hypothesis}`,
        );
      }
    },
    tellCutOff,
    warn: (sentence) => void vscode.window.showWarningMessage(noticeText(sentence)),
  };
}

async function offer({ announcement: { invite, startedBy } }: Found): Promise<boolean> {
  const join = 'Join';
  const picked = await vscode.window.showInformationMessage(
    noticeText(`${startedBy.name} runs a paired session ${onThisCode(invite)}.`),
    join,
  );
  return picked === join;
}

async function askPort(
  { announcement: { startedBy } }: Found,
  tried: number,
): Promise<number | undefined> {
  const enter = 'Enter the port';
  const picked = await vscode.window.showInformationMessage(
    noticeText(
      `${startedBy.name} runs a paired session, but nobody answers at port ${tried}; Live Share may forward it to another port of this computer.`,
    ),
    enter,
  );
  const typed =
    picked === enter
      ? await vscode.window.showInputBox({
          title: 'Join a paired session',
          prompt:
            'The port of "Interpair", which Live Share shows in its view under Shared Servers',
          placeHolder: 'localhost:12345',
          ignoreFocusOut: true,
          validateInput: (text) =>
            text === '' || portIn(text) !== undefined
              ? undefined
              : 'Type a port from 1 to 65535, or an address that ends in one.',
        })
      : undefined;
  return typed === undefined ? undefined : portIn(typed);
}

function tellCutOff(): void {
  const join = 'Join with an invite';
  const { window, commands } = vscode;
  void window
    .showInformationMessage(
      'Live Share is over, and with it the connection to your partner; ask them for an invite to go on.',
      join,
    )
    .then((picked) => picked && commands.executeCommand('interpair.joinSession'));
}
