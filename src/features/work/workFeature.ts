import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import { ContextKeys } from '../../platform/contextKeys.ts';
import type { Platform } from '../../platform/platform.ts';
import { settings } from '../../platform/settings.ts';
import { guestOf } from '../../platform/sharing/codeSharing.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';

/** Work in progress that changes hands with git: by itself where that is set, and by command. */
export function workFeature(
  { sessions, liveShare, attention, log }: Platform,
  store: DisposableStore,
): CommandTable {
  const handoff = lazy(async () => {
    const { WorkHandoff } = await import('./workHandoff.ts');
    return new WorkHandoff(attention);
  });
  const watch = lazy(async () => {
    const { WorkWatch } = await import('./workWatch.ts');
    return new WorkWatch(await handoff());
  });
  const squash = lazy(async () => {
    const { WorkSquash } = await import('./workSquash.ts');
    return new WorkSquash(new ContextKeys());
  });
  store.add(
    sessions.onDidChange(({ active, change }) => {
      // With shared code whoever drives types into the same files: there is nothing to carry.
      const isShared = liveShare.isHost || guestOf() !== undefined;
      const isWanted = settings.gitHandoff() !== 'off' && !isShared;
      if (active !== undefined && isWanted) {
        log.background('Handing work over', async () => (await watch()).see(active, change));
      }
    }),
  );
  store.add(
    sessions.onDidFinish((finished) => {
      // Not while it goes on for the others, who build on those commits.
      if (finished.how !== 'left' && finished.session.work !== undefined) {
        log.background('Squashing work', async () => (await squash()).offer(finished));
      }
    }),
  );
  return {
    ...lazyCommands(['pushWork', 'pullWork'], async () => {
      const work = await handoff();
      return {
        pushWork: () => work.push(sessions.require()),
        pullWork: () => work.get(sessions.require()),
      };
    }),
    squashWork: async () => (await squash()).squash(),
  };
}
