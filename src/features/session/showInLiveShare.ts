import type * as vsls from 'vsls';
import type { Platform } from '../../platform/platform.ts';
import { guestOf } from '../../platform/sharing/codeSharing.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { LiveShareTree } from './liveShareTree.ts';

/** `vsls.View.Session`, of which only the type is taken. */
const view = 'liveshare.session' as vsls.View;

/** Puts the session where people look who share code by Live Share, as far as Live Share permits it. */
export function showInLiveShare(
  { sessions, log }: Pick<Platform, 'sessions' | 'log'>,
  api: vsls.LiveShare,
): Disposable {
  const store = new DisposableStore();
  /** @param register gives nothing, or throws, where it is not permitted. */
  const place = (register: () => Disposable | null | undefined) => {
    try {
      const placed = register();
      if (placed) {
        store.add(placed);
      }
    } catch (error) {
      log.note("Adding to Live Share's own menu and view", error);
    }
  };
  const isIdle = () => sessions.active === undefined;
  place(() => api.registerCommand('interpair.startSession', () => isIdle() && !guestOf()));
  place(() => api.registerCommand('interpair.showMenu', () => !isIdle()));
  const tree = store.add(new LiveShareTree(sessions));
  place(() => api.registerTreeDataProvider(view, tree));
  return store;
}
