import type { CommandTable } from '../../platform/commands.ts';
import type { Platform } from '../../platform/platform.ts';
import { withFirstSession } from '../../platform/session/firstSession.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';
import type { HoldDeskParts } from './holdDesk.ts';

/** A turn that is held for a run: by hand or on offer, and until the run ends. Loaded with the first session. */
export function holdFeature(
  platform: Platform,
  store: DisposableStore,
  predictThenHold: HoldDeskParts['predictThenHold'],
): CommandTable {
  const { sessions, runs, state, log } = platform;
  const desk = lazy(async () => {
    const { HoldDesk } = await import('./holdDesk.ts');
    return new HoldDesk({ sessions, runs, state, now: () => platform.now(), predictThenHold });
  });
  store.add(
    withFirstSession(sessions, log, 'Watching runs', async () => {
      const { watchHolds } = await import('./watchHolds.ts');
      store.add(watchHolds(platform, await desk()));
    }),
  );
  return { holdTurn: async () => (await desk()).byHand() };
}
