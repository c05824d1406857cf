import * as vscode from 'vscode';
import type { ActiveSession } from '../../platform/session/activeSession.ts';
import { inviteLink } from '../../protocol/invite.ts';
import { HumanError } from '../../util/humanError.ts';

/**
 * Puts the invite of a session on the clipboard.
 *
 * @throws {HumanError} if nobody can be invited.
 */
export async function copyInvite({ invite }: Pick<ActiveSession, 'invite'>): Promise<void> {
  if (invite === undefined) {
    throw new HumanError('Nobody can join this session; end it and start one with an invite.');
  }
  await vscode.env.clipboard.writeText(inviteLink(vscode.env.uriScheme, invite));
}
