import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { tellRunOver } from './tellRunOver.ts';

/** Tells everyone when the run is over that the turn was held for. */
export function runNotices(
  sessions: Pick<Sessions, 'onDidChange'>,
  attention: Attention,
  log: LogChannel,
): Disposable {
  return sessions.onDidChange(({ active, change }) => {
    const event = change?.entry.event;
    // What is caught up on after a lost connection is no news: the status bar has where it led to.
    const isNews = active?.connection === 'connected' && event?.type === 'turnResumed';
    if (change === undefined || !isNews || event.run === undefined) {
      return;
    }
    const { me } = active;
    const { run } = event;
    log.background('The end of a run', async () => {
      if (await attention.claim(me, `${change.session.id}/${change.entry.revision}`)) {
        await tellRunOver(change, run, me);
      }
    });
  });
}
