import * as vscode from 'vscode';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import { Nearby } from '../../platform/sharing/guest/nearby.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { inviteLinks } from './inviteLinks.ts';
import { joinRequests } from './joinRequests.ts';
import { liveSharePlaces } from './liveSharePlaces.ts';
import { peopleNotices } from './peopleNotices.ts';
import { SessionView } from './sessionView.ts';

export interface SessionFeature {
  readonly commands: CommandTable;
  readonly view: SessionView;
}

/**
 * Starting, joining and ending sessions, and the tree of the one that runs.
 *
 * @param lookBack whether the person went through with it before the session ends.
 */
export function sessionFeature(
  platform: Platform,
  store: DisposableStore,
  past: PastSessions,
  lookBack: () => Promise<boolean>,
): SessionFeature {
  const { sessions, doorbell, log } = platform;
  const view = store.add(new SessionView(sessions, past));
  store.add(joinRequests(doorbell));
  store.add(peopleNotices(platform));
  store.add(liveSharePlaces(platform));
  store.add(vscode.window.registerUriHandler(inviteLinks()));
  const nearby = store.add(
    new Nearby(async () => (await import('./lookForSessions.ts')).lookForSessions(platform), log),
  );
  const commands = lazyCommands(
    [
      'startSession',
      'joinSession',
      'copyInvite',
      'removeParticipant',
      'leaveSession',
      'endSession',
    ],
    async () => (await import('./sessionCommands.ts')).sessionCommands(platform, nearby, lookBack),
  );
  return { commands, view };
}
