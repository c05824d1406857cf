import type * as vsls from 'vsls';
import { second } from '../../core/time.ts';
import { Later } from '../../platform/later.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';

/** Live Share may start along with VS Code, and tells nobody when it has. */
const start = 15 * second;

/**
 * Shows the session in Live Share's own menu and view, once Live Share is on anyway: it is active already,
 * or a session runs that others can join.
 */
export function liveSharePlaces(platform: Platform): Disposable {
  const { sessions, liveShare, log } = platform;
  const store = new DisposableStore();
  let isShown = false;
  const show = (ask: () => Promise<vsls.LiveShare | undefined>) => {
    log.background("Adding to Live Share's own menu and view", async () => {
      const api = isShown ? undefined : await ask();
      if (api !== undefined && !isShown) {
        isShown = true;
        const { showInLiveShare } = await import('./showInLiveShare.ts');
        store.add(showInLiveShare(platform, api));
      }
    });
  };
  store.add(new Later(() => show(() => liveShare.atHand()))).in(start);
  store.add(
    sessions.onDidChange(({ active, change }) => {
      if (active !== undefined && change === undefined) {
        show(() => (active.invite === undefined ? liveShare.atHand() : liveShare.api()));
      }
    }),
  );
  return store;
}
