import type { LogEntry } from './logEntry.ts';
import type { ParticipantId } from './participant.ts';
import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';
import { type TurnTaken, turnHistory } from './turnHistory.ts';

/** How much of a session one person had, once there was a partner; of a session alone, how much in all. */
export interface Share {
  readonly id: ParticipantId;
  /** Without pauses, waits for runs and breaks. */
  readonly atKeyboard: Millis;
  /** How much of that was past the end of a turn. */
  readonly overtime: Millis;
  readonly turns: number;
  /** How many questions they asked. */
  readonly asked: number;
}

/**
 * Who had how much of a session, in the order of the rotation; of those who were removed, whoever had any.
 *
 * @param entries its log.
 * @param until for a session that goes on: the present.
 */
export function shares(
  session: Session,
  entries: readonly LogEntry[],
  until?: EpochMs,
): readonly Share[] {
  const from = pairing(session, entries)?.at ?? session.startedAt;
  const history = turnHistory(entries, { from, ...(until === undefined ? {} : { to: until }) });
  const questions = session.questions.filter(({ askedAt }) => askedAt >= from);
  return session.participants.flatMap(({ id, removed }) => {
    const driven = history.filter(({ driver }) => driver === id);
    const asked = questions.filter(({ askedBy }) => askedBy === id).length;
    return removed && driven.length + asked === 0 ? [] : [{ id, ...total(driven), asked }];
  });
}

/** The entry with which the first partner came; `undefined` while whoever started is alone. */
export function pairing(
  { startedBy }: Session,
  entries: readonly LogEntry[],
): LogEntry | undefined {
  return entries.find(
    ({ event, actor }) => event.type === 'participantJoined' && actor !== startedBy,
  );
}

function total(turns: readonly TurnTaken[]): Pick<Share, 'atKeyboard' | 'overtime' | 'turns'> {
  const sum = (part: 'atKeyboard' | 'overtime') =>
    turns.reduce((before, turn) => before + turn[part], 0);
  return { atKeyboard: sum('atKeyboard'), overtime: sum('overtime'), turns: turns.length };
}
