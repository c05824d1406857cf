import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { onNews } from '../../platform/session/news.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { tellRunOver } from './tellRunOver.ts';

/** Tells everyone when the run is over that the turn was held for. */
export function runNotices(
  sessions: Pick<Sessions, 'onDidChange'>,
  attention: Attention,
  log: LogChannel,
): Disposable {
  return onNews(sessions, attention, ({ active, change, claim }) => {
    const { event } = change.entry;
    const run = event.type === 'turnResumed' ? event.run : undefined;
    if (run !== undefined) {
      log.background('The end of a run', async () => {
        if (await claim()) {
          await tellRunOver(change, run, active.me);
        }
      });
    }
  });
}
