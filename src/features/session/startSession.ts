import * as vscode from 'vscode';
import type { Platform } from '../../platform/platform.ts';
import type { ActiveSession } from '../../platform/session/activeSession.ts';
import { type Connection, hypothesisPrompt } from './connectionChoices.ts';
import { copyInvite } from './copyInvite.ts';
import { pickConnection } from './pickConnection.ts';
import { shareCode } from './shareCode.ts';
import { partnersSharing, sharingHere } from './sharingHere.ts';
import { warnOfSettings } from './warnOfSettings.ts';

const defaultHypothesis = 'What is this model doing?';

/** Asks what the pair wants to find out and how the partner joins, and starts. */
export async function startSession(platform: Platform): Promise<void> {
  const hypothesis = await askHypothesis();
  if (hypothesis === undefined) {
    return;
  }
  const liveShare = await platform.liveShare.atHand();
  const here = sharingHere(liveShare);
  const connection = await pickConnection(here);
  if (connection === undefined) {
    return;
  }
  // To some extensions Live Share gives `null` for names.
  const name = liveShare?.session.user?.displayName ?? undefined;
  const knownAs = connection === 'liveShare' ? name : undefined;
  const active = await platform.sessions.start(hypothesis, connection !== 'solo', knownAs);
  const lettingIn: Readonly<Record<Connection, () => Promise<void>>> = {
    liveShare: () => shareCode(platform, active, here.liveShare === 'on'),
    invite: () => handOutInvite(active),
    solo: async () => {},
  };
  await Promise.all([lettingIn[connection](), warnOfSettings()]);
}

async function handOutInvite(active: ActiveSession): Promise<void> {
  await copyInvite(active);
  void vscode.window.showInformationMessage(
    'The session has started; its invite is on the clipboard.',
  );
}

function askHypothesis(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Start a paired session (1 of 2)',
    prompt: hypothesisPrompt(partnersSharing()),
    value: defaultHypothesis,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.length > 300
        ? 'Type a question of at most 300 characters.'
        : undefined,
  });
}
