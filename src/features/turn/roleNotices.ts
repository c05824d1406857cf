import { handoffToDriver } from '../../core/handoff.ts';
import type { Place } from '../../core/question.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Attention } from '../../platform/attention.ts';
import { placeInFront } from '../../platform/code/places.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { type News, onNews } from '../../platform/session/news.ts';
import { changesRole, isRoleNews } from '../../platform/session/roleNews.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { HandoffDesk } from './handoffDesk.ts';

interface RoleParts {
  readonly sessions: Sessions;
  readonly attention: Attention;
  readonly log: LogChannel;
  readonly desk: () => Promise<HandoffDesk>;
  /** Says aloud, while it is shown, that the person's role has changed by their own doing. */
  readonly panel: { readonly isShown: boolean };
}

/**
 * Tells the person, once and calmly, that they drive now or no longer do, where someone else saw to it,
 * and what the driver before has left them. Whoever lost the keyboard may still leave a line.
 */
export function roleNotices({ sessions, attention, log, desk, panel }: RoleParts): Disposable {
  const goTo = async (place: Place) => (await desk()).goTo(place);
  /** Nobody else says it aloud to someone who listens. */
  const isUnheard = () => !panel.isShown && settings.isReadAloud();
  const telling = ({ claim }: News, tell: () => Promise<void>) =>
    log.background('Role', async () => {
      if (await claim()) {
        await tell();
      }
    });
  return onNews(sessions, attention, (news) => {
    const { active, change } = news;
    const { me } = active;
    const { before, session, entry } = change;
    const { event } = entry;
    const drives = roleOf(session, me) === 'driver';
    const left = drives ? handoffToDriver(session) : undefined;
    if (before !== undefined && event.type === 'turnStarted') {
      if (isRoleNews(active, change) || (changesRole(change, me) && isUnheard())) {
        // On a break one looks at other things than what one was about to do.
        const isAtIt = !drives && before.turn.state !== 'break';
        const place = isAtIt ? placeInFront() : undefined;
        const leaveLine = async () => (await desk()).leaveLine(before.turn.number, place);
        telling(news, async () => {
          const { tellRole } = await import('./tellHandoff.ts');
          await tellRole(session, me, { leaveLine, goTo });
        });
      }
    } else if (event.type === 'handedOff' && left?.turn === event.turn) {
      telling(news, async () => {
        const { tellLateLine } = await import('./tellHandoff.ts');
        await tellLateLine(session, left, event, { goTo });
      });
    }
  });
}
