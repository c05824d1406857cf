import * as vscode from 'vscode';
import type { Platform } from '../../platform/platform.ts';
import type { ActiveSession } from '../../platform/session/activeSession.ts';
import { copyInvite } from './copyInvite.ts';

/**
 * Starts Live Share for a session that has just started, and leaves its link on the clipboard; the invite
 * of the session where Live Share does not start.
 *
 * @param isOn whether Live Share was on before.
 */
export async function shareCode(
  platform: Platform,
  active: ActiveSession,
  isOn: boolean,
): Promise<void> {
  const starting = platform.startLiveShare().catch((error: unknown) => {
    platform.log.note('Starting Live Share', error);
    return undefined;
  });
  // Where it is on already, a notice would come and go with nothing to read or to cancel.
  const { Notification, Window } = vscode.ProgressLocation;
  const outcome = await withProgress(starting, isOn ? Window : Notification);
  if (outcome === 'cancelled') {
    // It may come up all the same, and says so nowhere else.
    platform.log.background('Starting Live Share', async () => {
      const link = await starting;
      if (link !== undefined) {
        await tell(platform, link, isOn);
      }
    });
  } else if (outcome !== undefined) {
    return tell(platform, outcome, isOn);
  }
  if (platform.sessions.active !== active) {
    return;
  }
  await copyInvite(active);
  const again = 'Try again';
  const why =
    outcome === 'cancelled'
      ? 'Live Share has not started yet'
      : 'Live Share did not start; it may want you to sign in first';
  const picked = await vscode.window.showWarningMessage(
    `${why}. The paired session has started, and its invite is on the clipboard.`,
    again,
  );
  if (picked === again && platform.sessions.active === active) {
    await shareCode(platform, active, isOn);
  }
}

/** Waits for Live Share as long as the person does. */
function withProgress<T>(
  starting: Promise<T>,
  location: vscode.ProgressLocation,
): Thenable<T | 'cancelled'> {
  return vscode.window.withProgress(
    {
      location,
      title: 'Starting Live Share',
      cancellable: true,
    },
    (_progress, token) =>
      Promise.race([
        starting,
        new Promise<'cancelled'>((resolve) => {
          token.onCancellationRequested(() => resolve('cancelled'));
        }),
      ]),
  );
}

/** Says that Live Share is on, which it was asked not to say itself. */
async function tell(
  { sessions }: Pick<Platform, 'sessions'>,
  link: vscode.Uri,
  isOn: boolean,
): Promise<void> {
  await vscode.env.clipboard.writeText(link.toString(true));
  const sharing = isOn ? 'Live Share was on already, and its' : 'the Live Share';
  void vscode.window.showInformationMessage(
    sessions.active === undefined
      ? 'Live Share is on and its link on the clipboard, though the session is over by now.'
      : `The session has started; ${sharing} link is on the clipboard. Guests who have Interpair are in without doing anything.`,
  );
}
