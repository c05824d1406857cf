import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { nextDriver } from '../../core/rotation.ts';
import type { Attention } from '../../platform/attention.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { SessionChange } from '../../platform/session/activeSession.ts';
import { onNews, tellOnce } from '../../platform/session/news.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';

/**
 * Tells the person, calmly, that someone has come or gone, has passed them over, or has said until when the
 * session goes. A lost connection shows in the tree alone.
 */
export function peopleNotices(sessions: Sessions, attention: Attention): Disposable {
  return onNews(sessions, attention, (news) => {
    const text = noticeOf(news.change, news.active.me);
    if (text !== undefined) {
      void tellOnce(news, text);
    }
  });
}

function noticeOf(change: SessionChange, me: ParticipantId): string | undefined {
  const { entry, before, session } = change;
  const { actor, event } = entry;
  if (actor === me) {
    return undefined;
  }
  const who = calledName(session, actor);
  switch (event.type) {
    case 'participantJoined':
      return `${who} has joined the session.`;
    case 'participantReturned':
      return isMissed(change) ? `${who} is back; the turn goes on.` : undefined;
    case 'participantLeft':
      return `${who} has left the session.`;
    case 'participantRemoved':
      return `${who} has removed ${calledName(session, event.participant)} from the session.`;
    case 'turnStarted':
      return event.reason === 'skipped' && before && nextDriver(before)?.id === me
        ? `${who} has passed you over; ${calledName(session, event.driver)} drives.`
        : undefined;
    case 'endPlanned':
      return event.at === undefined
        ? `${who} has left the end of the session open.`
        : `${who} has set the session to end at ${clockTime(event.at)}.`;
    default:
      return undefined;
  }
}

/** Whether the others were told that this driver had gone. */
function isMissed({ before, entry }: SessionChange): boolean {
  const turn = before?.turn;
  return turn?.state === 'paused' && turn.because === 'driverGone' && turn.driver === entry.actor;
}
