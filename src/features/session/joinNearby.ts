import * as vscode from 'vscode';
import { labelText } from '../../platform/notice.ts';
import { sharingNames } from '../../platform/sharing/codeSharing.ts';
import type { Found } from '../../platform/sharing/guest/finder.ts';
import type { Nearby } from '../../platform/sharing/guest/nearby.ts';
import { onThisCode } from './onThisCode.ts';

/**
 * Offers the session that is announced where this window's code is, if there is one.
 *
 * @returns false if the person has an invite instead.
 */
export async function joinNearby(nearby: Pick<Nearby, 'arrivals'>): Promise<boolean> {
  const arrivals = await nearby.arrivals();
  const found = await arrivals?.found();
  if (arrivals === undefined || found === undefined) {
    return false;
  }
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: labelText(`${found.announcement.startedBy.name}'s session`),
        iconPath: new vscode.ThemeIcon('plug'),
        description: whereFrom(found),
        isHere: true,
      },
      {
        label: 'With an invite',
        iconPath: new vscode.ThemeIcon('link'),
        detail: 'Paste the one that your partner sent you.',
        isHere: false,
      },
    ],
    { title: 'Join a paired session', placeHolder: 'Which one?' },
  );
  if (picked?.isHere) {
    await arrivals.join(found);
  }
  return picked?.isHere !== false;
}

function whereFrom({ sharing, announcement }: Found): string {
  return sharing === 'liveShare'
    ? `came with ${sharingNames[sharing]}`
    : onThisCode(announcement.invite);
}
