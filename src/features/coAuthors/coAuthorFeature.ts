import * as vscode from 'vscode';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import type { Platform } from '../../platform/platform.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import { settings } from '../../platform/settings.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import type { CoAuthoring } from './coAuthoring.ts';
import { emailSharing } from './emailSharing.ts';
import { boxesKey } from './keptBox.ts';

/** Names the people of a session in the commits that are made meanwhile, where that is set. */
export function coAuthorFeature(platform: Platform, store: DisposableStore): CommandTable {
  const { sessions, state, log } = platform;
  const session = () => (settings.coAuthors() ? sessions.active : undefined);
  const onError = (error: unknown) => log.note('Naming co-authors', error);
  let coAuthoring: CoAuthoring | undefined;
  /** The session for which git was last looked for. */
  let opened: string | undefined;

  const open = async () => {
    const { CoAuthoring } = await import('./coAuthoring.ts');
    try {
      coAuthoring = store.add(await CoAuthoring.open({ state, session, onError }));
    } catch (error) {
      if (!(error instanceof HumanError)) {
        throw error;
      }
      onError(error); // In a window without git nothing is committed, and nothing is missed.
    }
  };
  const follow = () => {
    if (coAuthoring !== undefined) {
      coAuthoring.refresh();
      return;
    }
    const named = session();
    const isLeft = state.get(boxesKey) !== undefined; // From before a reload.
    const wanted = named === undefined ? (isLeft ? '' : undefined) : sessionOf(named).id;
    if (vscode.workspace.isTrusted && wanted !== undefined && wanted !== opened) {
      opened = wanted;
      log.background('Naming co-authors', open);
    }
  };

  store.add(emailSharing(platform));
  store.add(sessions.onDidChange(follow));
  store.add(settings.onDidChangeCoAuthors(follow));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(follow));
  follow();
  return {
    // In the place of what VS Code does by the same keys, which comes next: who commits right after
    // the last word has not waited for the trailers.
    acceptMessage: async () => {
      coAuthoring?.complete();
      await vscode.commands.executeCommand('scm.acceptInput');
    },
    ...lazyCommands(['installCommitHook', 'removeCommitHook'], async () => {
      const { commitHookCommands } = await import('./commitHookCommands.ts');
      return commitHookCommands;
    }),
  };
}
