import type * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { type Millis, minute } from '../../../core/time.ts';
import type { Timers } from '../../../log/timers.ts';
import { inTime } from '../../inTime.ts';
import type { LogChannel } from '../../logChannel.ts';

/** Whoever is signed out signs in first, in a browser. */
const patience: Millis = 3 * minute;

/**
 * Starts Live Share, or takes its session that is on.
 *
 * @returns the link that guests join it by; `undefined` if it did not start.
 */
export async function startLiveShare(
  liveShare: { api(): Promise<Pick<vsls.LiveShare, 'share'> | undefined> },
  timers: Timers,
  log: Pick<LogChannel, 'info' | 'note'>,
): Promise<vscode.Uri | undefined> {
  try {
    const api = await liveShare.api();
    const link = await (api && inTime(api.share({ suppressNotification: true }), timers, patience));
    if (link) {
      return link;
    }
    log.info('Live Share did not start.');
  } catch (error) {
    log.note('Starting Live Share', error);
  }
  return undefined;
}
