import { listed } from '../../util/listed.ts';
import type { LogEntry } from '../logEntry.ts';
import { nameOf } from '../rotation.ts';
import type { Session } from '../session.ts';
import { counted } from '../time.ts';
import { lastMoment } from '../timeline.ts';
import { turnHistory } from '../turnHistory.ts';
import type { SessionClock } from './sessionClock.ts';

const mostNames = 4;

/** What the picture of a session shows, in a sentence, as plain text. */
export function pictureText(
  session: Session,
  entries: readonly LogEntry[],
  clock: SessionClock,
): string {
  const drivers = [...new Set(turnHistory(entries).map(({ driver }) => driver))];
  const names = drivers.slice(0, mostNames).map((id) => nameOf(session, id));
  const others = drivers.length - names.length;
  const who = listed(others > 0 ? [...names, counted(others, 'other')] : names);
  const drove = who === '' ? 'The session' : `Who drove when, ${who}`;
  const marks = [
    [session.predictions.length, 'prediction'],
    [session.findings.length, 'finding'],
    [session.deadEnds.length, 'dead end'],
    [session.questions.length, 'question'],
    [session.insertions.length, 'scaffold'],
    [session.results.length, 'result'],
  ] as const;
  const seen = marks.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
  return `${drove}, from ${clock.time(session.startedAt)} to ${clock.time(lastMoment(session, entries))}${
    seen.length === 0 ? '' : `, with ${listed(seen)} at the time at which they came up`
  }.`;
}
