import { breakFollows } from '../../core/breaks.ts';
import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { nextDriver, participant } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { exactSpanText, type TimePrinter } from '../../core/time.ts';
import { assertNever } from '../../util/assertNever.ts';

/** What it is about, who drives and who comes next, and what is planned: it stays the same until something happens. */
export function tooltipOf(session: Session, me: ParticipantId, time: TimePrinter): string {
  const { hypothesis, endsAt } = session;
  const lines = [hypothesis, `${whoDrives(session, me, time)}; ${whoIsNext(session, me)}.`];
  if (breakFollows(session)) {
    lines.push('A break comes after this turn.');
  }
  if (endsAt !== undefined) {
    lines.push(`The session is to end at ${time(endsAt)}.`);
  }
  return lines.join('\n');
}

function whoDrives(session: Session, me: ParticipantId, time: TimePrinter): string {
  const { turn } = session;
  const name = calledName(session, turn.driver);
  const drives = turn.driver === me ? 'You drive' : `${name} drives`;
  switch (turn.state) {
    case 'break':
      return `Break until ${time(turn.until)}`;
    case 'held':
      return `${drives}; the turn is held for ${turn.what ?? 'a run'}, with ${exactSpanText(turn.remaining)} left`;
    case 'paused': {
      const gone = participant(session, turn.driver)?.absentSince;
      return turn.because === 'driverGone' && gone !== undefined
        ? `${name} has been offline since ${time(gone)}, so the turn is paused`
        : `${drives}; the turn is paused`;
    }
    case 'running':
      return `${drives} until ${time(turn.deadline)}`;
    case 'expired':
      return `${drives}; the turn has been over since ${time(turn.deadline)}`;
    default:
      return assertNever(turn);
  }
}

function whoIsNext(session: Session, me: ParticipantId): string {
  const next = nextDriver(session);
  if (next === undefined) {
    return session.turn.state === 'break' ? 'you go on after it' : 'nobody else is here';
  }
  return next.id === me ? 'you are next' : `${calledName(session, next.id)} is next`;
}
