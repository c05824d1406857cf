import * as vscode from 'vscode';
import { settings } from '../../platform/settings.ts';
import {
  type Connection,
  canShare,
  connectionChoices,
  connectionPrompt,
  type SharingHere,
} from './connectionChoices.ts';

/** How the partner is to join: as the setting says, where that is possible here, or as the person picks. */
export async function pickConnection(here: SharingHere): Promise<Connection | undefined> {
  const configured = settings.connection();
  const wantsLiveShare = configured === 'liveShare';
  if (configured !== 'ask' && (!wantsLiveShare || canShare(here))) {
    return configured;
  }
  const choices = connectionChoices(here, settings.parsedBindAddress());
  const picked = await vscode.window.showQuickPick(
    choices.map(({ icon, ...choice }) => ({ ...choice, iconPath: new vscode.ThemeIcon(icon) })),
    {
      title: 'Start a paired session (2 of 2)',
      placeHolder: connectionPrompt(here, wantsLiveShare),
      ignoreFocusOut: true,
    },
  );
  return picked?.connection;
}
