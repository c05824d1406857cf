import { type Agenda, currentItem } from '../../core/agenda.ts';
import { spanText } from '../../core/time.ts';
import type { Attention } from '../../platform/attention.ts';
import { onNews, tellOnce } from '../../platform/session/news.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';

/** Tells everyone what the session turns to when someone moves it on, and what to do in it. */
export function agendaNotices(sessions: Sessions, attention: Attention): Disposable {
  return onNews(sessions, attention, (news) => {
    const { entry, session } = news.change;
    const { type } = entry.event;
    if (session.agenda !== undefined && (type === 'agendaSet' || type === 'agendaMoved')) {
      void tellOnce(news, noticeOf(session.agenda));
    }
  });
}

function noticeOf(agenda: Agenda): string {
  const item = currentItem(agenda);
  if (item === undefined) {
    return `The agenda is through: ${agenda.title}.`;
  }
  const hint = item.hint === undefined ? '' : ` ${item.hint}`;
  return `Now: ${item.title}, ${spanText(item.length)}.${hint}`;
}
