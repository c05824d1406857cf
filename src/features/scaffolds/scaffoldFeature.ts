import * as vscode from 'vscode';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import type { Platform } from '../../platform/platform.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { scaffoldHints } from './scaffoldHints.ts';
import { ScaffoldView } from './scaffoldView.ts';

/** Scaffolds: their tree, what is offered while one types, and their insertion. */
export function scaffoldFeature(
  { sessions, liveShare, content, log }: Platform,
  store: DisposableStore,
): CommandTable {
  store.add(
    vscode.window.registerTreeDataProvider('interpair.scaffolds', new ScaffoldView(content)),
  );
  store.add(scaffoldHints(content));
  return lazyCommands(
    [
      'insertScaffold',
      'insertAttentionScaffold',
      'insertGradientScaffold',
      'insertProbeScaffold',
      'insertActivationScaffold',
      'insertPatchingScaffold',
      'insertSanityCheck',
    ],
    async () => {
      const { scaffoldCommands } = await import('./scaffoldCommands.ts');
      const { ScaffoldInserter } = await import('./scaffoldInserter.ts');
      return scaffoldCommands(content, new ScaffoldInserter({ sessions, liveShare, log }));
    },
  );
}
