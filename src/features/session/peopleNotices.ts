import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Attention } from '../../platform/attention.ts';
import { clockTime } from '../../platform/clockTime.ts';
import { noticeText } from '../../platform/notice.ts';
import type { SessionChange } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';

/**
 * Tells the person, calmly, that someone has come or gone, or has said until when the session goes. A lost
 * connection shows in the tree alone.
 */
export function peopleNotices(sessions: Sessions, attention: Attention): Disposable {
  return sessions.onDidChange(({ active, change }) => {
    // What is caught up on after a lost connection is no news.
    if (active?.connection !== 'connected' || change === undefined) {
      return;
    }
    const text = noticeOf(change, active.me);
    if (text !== undefined) {
      void tell(attention, active.me, `${change.session.id}/${change.entry.revision}`, text);
    }
  });
}

async function tell(
  attention: Attention,
  me: ParticipantId,
  name: string,
  text: string,
): Promise<void> {
  if (await attention.claim(me, name)) {
    void vscode.window.showInformationMessage(noticeText(text));
  }
}

function noticeOf(change: SessionChange, me: ParticipantId): string | undefined {
  const { entry, session } = change;
  const { actor, event } = entry;
  if (actor === me) {
    return undefined;
  }
  switch (event.type) {
    case 'participantJoined':
      return `${calledName(session, actor)} has joined the session.`;
    case 'participantReturned':
      return isMissed(change)
        ? `${calledName(session, actor)} is back; the turn goes on.`
        : undefined;
    case 'participantLeft':
      return `${calledName(session, actor)} has left the session.`;
    case 'participantRemoved':
      return `${calledName(session, actor)} has removed ${calledName(session, event.participant)} from the session.`;
    case 'endPlanned':
      return event.at === undefined
        ? `${calledName(session, actor)} has left the end of the session open.`
        : `${calledName(session, actor)} has set the session to end at ${clockTime(event.at)}.`;
    default:
      return undefined;
  }
}

/** Whether the others were told that this driver had gone. */
function isMissed({ before, entry }: SessionChange): boolean {
  const turn = before?.turn;
  return turn?.state === 'paused' && turn.because === 'driverGone' && turn.driver === entry.actor;
}
