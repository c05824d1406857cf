import { clockTime } from '../../platform/clockTime.ts';
import type { Platform } from '../../platform/platform.ts';
import { onNews, tellOnce } from '../../platform/session/news.ts';
import type { Disposable } from '../../util/disposable.ts';

/**
 * Tells the person, calmly, that someone has come or gone, has passed them over, or has said until when the
 * session goes. A lost connection shows in the tree alone.
 */
export function peopleNotices({ sessions, attention, log }: Platform): Disposable {
  return onNews(sessions, attention, (news) => {
    log.background('What others did', async () => {
      const { peopleText } = await import('./peopleText.ts');
      const text = peopleText(news.change, news.active.me, clockTime);
      if (text !== undefined) {
        await tellOnce(news, text);
      }
    });
  });
}
