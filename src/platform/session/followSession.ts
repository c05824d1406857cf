import type { Timers } from '../../log/timers.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Attention } from '../attention.ts';
import type { LogChannel } from '../logChannel.ts';
import type { FinishedSession } from '../record/recordFolder.ts';
import { type ActiveSession, type SessionChange, sessionOf } from './activeSession.ts';
import { TurnKeeper } from './turnKeeper.ts';

interface Follower {
  /** @param change the entry that made the difference; absent when the connection changed. */
  readonly onDidChange: (change?: SessionChange) => void;
  /** It is over for this window. */
  readonly finish: (how: FinishedSession['how']) => Promise<void>;
  readonly attention: Attention;
  readonly timers: Timers;
  readonly log: LogChannel;
}

/** Follows the session of a window until it is over or this is disposed, and keeps its turns. */
export function followSession(active: ActiveSession, follower: Follower): Disposable {
  const { onDidChange, finish, attention, timers, log } = follower;
  const parts = new DisposableStore();
  parts.add(
    active.replica.onDidChange((change) => {
      onDidChange(change);
      const { event, actor } = change.entry;
      if (event.type === 'participantLeft' && actor === active.me) {
        // Here or in another window of this person's.
        log.background('Leaving the session', () => finish('left'));
      }
      if (change.session.endedAt !== undefined) {
        log.background('Ending the session', () => finish('ended'));
      }
    }),
  );
  parts.add(active.onDidChangeConnection(() => onDidChange()));
  parts.add(
    active.onDidClose((reason) => {
      log.background('Closing the session', async () => {
        const { id } = sessionOf(active);
        await finish('closed');
        if (await attention.claim(active.me, `${id}/closed/${reason}`)) {
          throw new HumanError(reason);
        }
      });
    }),
  );
  parts.add(new TurnKeeper(active.replica, timers, (error) => log.note('Turn', error)));
  return parts;
}
