import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { extensionOf, guestOf, sharingNames } from '../../platform/sharing/codeSharing.ts';
import { roles } from '../../platform/sharing/roles.ts';
import type { SharingHere } from './connectionChoices.ts';

/**
 * What shares code in this window.
 *
 * @param liveShare its API, if that is at hand.
 */
export function sharingHere(liveShare: vsls.LiveShare | undefined): SharingHere {
  const isInstalled = extensionOf('liveShare') !== undefined;
  const isOn = liveShare?.session.role === roles.host;
  return {
    guestOf: partnersSharing(),
    liveShare: isOn ? 'on' : isInstalled ? 'idle' : 'missing',
    beside: extensionOf('openCollaboration') && sharingNames.openCollaboration,
    hasFolder: vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === 'file') ?? false,
  };
}

/** What brought the code here, by its name, where it is a partner's. */
export function partnersSharing(): string | undefined {
  const sharing = guestOf();
  return sharing && sharingNames[sharing];
}
