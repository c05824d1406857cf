import { minute } from '../../core/time.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { HoldDesk } from './holdDesk.ts';
import { HoldEnd } from './holdEnd.ts';
import { HoldOffers } from './holdOffers.ts';
import { runNotices } from './runNotices.ts';

/** From now on a run of this window is offered to be waited for, and the turn goes on when it ends. */
export function watchHolds(platform: Platform, desk: HoldDesk): Disposable {
  const { sessions, runs, attention, log } = platform;
  const store = new DisposableStore();
  store.add(
    new HoldOffers({
      ...{ sessions, runs },
      alarm: platform.alarm(),
      now: () => platform.now(),
      patience: minute,
      offer: (due) => log.background('Offering a hold', () => desk.offer(due)),
    }),
  );
  store.add(new HoldEnd(sessions, runs, (error) => log.note('Going on after a run', error)));
  store.add(runNotices(sessions, attention, log));
  return store;
}
