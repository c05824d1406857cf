import * as vscode from 'vscode';
import type { LogChannel } from '../../logChannel.ts';
import { usableWorkspace } from '../../record/recordFolder.ts';
import { HostSharing, type HostSharingParts } from './hostSharing.ts';
import { SessionService } from './sessionService.ts';

type WindowParts = Pick<HostSharingParts, 'sessions' | 'liveShare' | 'clock' | 'timers'> & {
  readonly log: LogChannel;
};

/** Takes the sessions that this window hosts along with the code that it shares. */
export function shareFromThisWindow(parts: WindowParts): HostSharing {
  const { timers, log } = parts;
  return new HostSharing({
    ...parts,
    folder: () => usableWorkspace()?.fsPath,
    onDidChangeExtensions: vscode.extensions.onDidChange,
    serve: (service) =>
      new SessionService(service, { timers, report: (detail) => log.info(detail) }),
    offerInvite: (sentence) => log.background('Offering the invite', () => offerInvite(sentence)),
  });
}

async function offerInvite(sentence: string): Promise<void> {
  const copy = 'Copy invite';
  if ((await vscode.window.showInformationMessage(sentence, copy)) === copy) {
    await vscode.commands.executeCommand('interpair.copyInvite');
  }
}
