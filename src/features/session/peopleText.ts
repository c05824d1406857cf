import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { nextDriver } from '../../core/rotation.ts';
import type { TimePrinter } from '../../core/time.ts';
import type { SessionChange } from '../../platform/session/activeSession.ts';

/** What `me` is told of a change by someone else; `undefined` where it is nothing of theirs. */
export function peopleText(
  change: SessionChange,
  me: ParticipantId,
  time: TimePrinter,
): string | undefined {
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
        : `${who} has set the session to end at ${time(event.at)}.`;
    default:
      return undefined;
  }
}

/** Whether the others were told that this driver had gone. */
function isMissed({ before, entry }: SessionChange): boolean {
  const turn = before?.turn;
  return turn?.state === 'paused' && turn.because === 'driverGone' && turn.driver === entry.actor;
}
