import * as vscode from 'vscode';
import { settings } from '../../platform/settings.ts';
import { isLoopback } from '../../protocol/loopback.ts';

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

/** How the partner is to join: as the setting says, or as the person picks. */
export async function pickConnection(): Promise<'invite' | 'solo' | undefined> {
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
