import type { Platform } from '../../platform/platform.ts';
import { Arrivals } from '../../platform/sharing/guest/arrivals.ts';
import { SharedFolders } from '../../platform/sharing/guest/sharedFolders.ts';
import { welcome } from './welcome.ts';

/** Looks for sessions that are announced in the folders of this window, until disposed. */
export function lookForSessions(platform: Platform): Arrivals {
  const { sessions, identity, liveShare, state, log } = platform;
  const folders = new SharedFolders();
  return new Arrivals({ folders, sessions, identity, liveShare, state, log }, welcome(sessions));
}
