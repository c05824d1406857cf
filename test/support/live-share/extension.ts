// A STAND-IN for Live Share, for tests: an extension with its id and its API, between the windows of two
// people on one machine, who meet in a folder instead of by a service in the cloud.
//
// It behaves as Live Share's typings, documentation and issues say that Live Share does, as far as another
// extension can see it: roles that come late, services that come late, null for what is not permitted,
// folders at vsls:, servers of the host on the guest's own loopback. What it does NOT prove is that the real
// Live Share does so. Nothing is learnt from it of Live Share's relay and its limits, signing in and
// invitations, the list of extensions that are permitted, its co-editing (here the whole text, the last
// writer wins), following, terminals and debugging, or other versions than the one that was read.
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { GuestFiles } from './guestFiles.ts';
import { registerSearch } from './guestSearch.ts';
import { LiveShareApi } from './liveShareApi.ts';
import { Participation, type Seat } from './participation.ts';
import { access } from './person.ts';
import { Places } from './places.ts';
import { Room, roomVariables } from './room.ts';
import { SessionView } from './sessionView.ts';

let participation: Participation | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<vsls.LiveShareExtension> {
  const room = new Room(variable(roomVariables.folder));
  const { mode, people } = await room.settings();
  const seat = seatOf(room, variable(roomVariables.person), people);
  const { quirks } = seat;
  const taken = new Participation(seat);
  participation = taken;
  const places = new Places();
  context.subscriptions.push(
    ...registerCommands(taken, places),
    ...['liveshare.session', 'liveshare.session.explorer'].map((view) =>
      vscode.window.registerTreeDataProvider(view, new SessionView(view, taken, places)),
    ),
    taken.onDidChangeSession(
      () =>
        void vscode.commands.executeCommand(
          'setContext',
          'liveshare:isCollaborating',
          taken.session !== undefined,
        ),
    ),
  );
  await taken.arrive();
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('vsls', new GuestFiles(taken.visit?.link), {
      isCaseSensitive: true,
      isReadonly: taken.visit?.me.access === access.readOnly,
    }),
    registerSearch(taken.visit?.link),
  );
  return {
    /** Who does not say who they are is found by the call stack there, which fails for most bundles. */
    async getApi(_version: string, callingExtensionId?: string): Promise<vsls.LiveShare | null> {
      if (quirks.neverSettles) {
        return new Promise(() => undefined);
      }
      const caller = vscode.extensions.getExtension(callingExtensionId ?? '');
      return caller === undefined || quirks.givesNothing
        ? null
        : new LiveShareApi({
            ...{ caller, seat, places },
            isPermitted: mode === 'granted',
            participation: taken,
          });
    },
  };
}

/** A host whose window closes or reloads ends the session. */
export async function deactivate(): Promise<void> {
  await participation?.hosting?.end();
}

function registerCommands(taken: Participation, places: Places): readonly vscode.Disposable[] {
  const { registerCommand } = vscode.commands;
  return [
    registerCommand('liveshare.start', async () => {
      const hosting = await taken.share(undefined);
      if (hosting === undefined) {
        await vscode.window.showErrorMessage('Sign in to Live Share first.');
        return;
      }
      await vscode.env.clipboard.writeText(hosting.joinLink.toString());
    }),
    registerCommand('liveshare.end', () => taken.end()),
    registerCommand('liveshare.leave', () => taken.end()),
    registerCommand('liveshare.showCommands', () => places.showCommands()),
  ];
}

function seatOf(
  room: Room,
  name: string,
  people: Awaited<ReturnType<Room['settings']>>['people'],
): Seat {
  const quirks = people[name] ?? {};
  const { userName = name, signedOut } = quirks;
  return { room, name, userName: signedOut ? null : userName, quirks };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`The stand-in for Live Share needs ${name}.`);
  }
  return value;
}
