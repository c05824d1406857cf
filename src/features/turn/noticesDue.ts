import { isBreakDue } from '../../core/breaks.ts';
import type { SessionCommand } from '../../core/command.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { nextDriver, participant } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, type Millis, minute, type TimePrinter } from '../../core/time.ts';
import type { Break, ExpiredTurn, PausedTurn } from '../../core/turn.ts';
import { unattended } from '../../core/turn.ts';
import { absenceText, breakOverText, breakText, endText, expiryText } from './noticeWords.ts';

/** What a person is told once about the turn, and what they can do about it. */
export interface TurnNotice {
  /** What it is about: while that stands, its buttons do something. */
  readonly subject: string;
  /** Named alike in all windows of a person; with another name the same is told again. */
  readonly name: string;
  readonly text: string;
  /** Since when it stands, where it comes again as often as the person wishes. */
  readonly repeatsFrom?: EpochMs;
  readonly actions: readonly NoticeAction[];
}

export interface NoticeAction {
  readonly label: string;
  /** Absent where the person just wants to wait. */
  readonly does?: ((at: EpochMs) => SessionCommand) | 'lookBackAndEnd' | 'handOff';
}

const more: Millis = 5 * minute;
const longer: Millis = 15 * minute;

/** What `me` is to be told of a session as it is at a moment. */
export function noticesDue(
  session: Session,
  me: ParticipantId,
  at: EpochMs,
  time: TimePrinter,
): readonly TurnNotice[] {
  const { turn, endedAt, endsAt } = session;
  if (endedAt !== undefined) {
    return [];
  }
  const notices: TurnNotice[] = [];
  if (endsAt !== undefined && at >= endsAt) {
    notices.push(endReached(session, endsAt, time));
  }
  // What ended with the session is told by the notice of its end.
  if (turn.state === 'expired' && turn.deadline !== endsAt) {
    notices.push(turnOver(session, turn, me, at));
  }
  if (turn.state === 'break') {
    if (at < turn.until) {
      notices.push(breakBegun(session, turn, me, time));
    } else if (at >= overFrom(session, turn) && turn.until !== endsAt) {
      notices.push(breakOver(session, turn, me, at));
    }
  }
  if (turn.state === 'paused' && turn.because === 'driverGone' && turn.driver !== me) {
    notices.push(...driverGone(session, turn, me, at));
  }
  return notices;
}

/** When there may be something else to tell although nothing has happened. */
export function nextNoticeAt(session: Session, at: EpochMs): EpochMs | undefined {
  const { turn, endsAt } = session;
  return [endsAt, turn.state === 'break' ? overFrom(session, turn) : undefined]
    .filter((due) => due !== undefined)
    .filter((due) => due > at)
    .sort((one, other) => one - other)
    .at(0);
}

/** Where turns begin by themselves, the end of a break is news only once that has failed. */
function overFrom({ turns }: Session, { until }: Break): EpochMs {
  return turns.onExpiry === 'auto' ? until + unattended + 1 : until;
}

function turnOver(session: Session, turn: ExpiredTurn, me: ParticipantId, at: EpochMs): TurnNotice {
  const { number, deadline, swapAt } = turn;
  const subject = [session.id, 'over', number, deadline].join('/');
  const isAlone = nextDriver(session) === undefined;
  const isDue = isBreakDue(session, at);
  const actions: NoticeAction[] = [];
  if (isAlone) {
    actions.push({
      label: 'Start a new turn',
      does: () => ({ type: 'restartTurn', turn: number }),
    });
  }
  if (isDue) {
    actions.push({ label: 'Take the break', does: () => ({ type: 'takeBreak', turn: number }) });
  }
  if (!isAlone) {
    actions.push({
      label: 'Swap now',
      does: () => ({ type: 'swapRoles', turn: number, skipBreak: isDue }),
    });
  }
  if (!isAlone && !isDue && turn.driver === me) {
    actions.push({ label: 'Hand over…', does: 'handOff' });
  }
  return {
    subject,
    // A swap by itself may be called off.
    name: `${subject}/${swapAt ?? ''}`,
    text: expiryText(session, turn, me, at),
    // Roles that swap by themselves wait for nobody.
    ...(swapAt === undefined ? { repeatsFrom: deadline } : {}),
    actions: [...actions, extension(deadline)],
  };
}

function breakBegun(
  session: Session,
  { number, until }: Break,
  me: ParticipantId,
  time: TimePrinter,
): TurnNotice {
  const subject = [session.id, 'break', number].join('/');
  return {
    subject,
    name: subject,
    text: breakText(session, me, time(until)),
    actions: [{ label: 'Start the next turn', does: startNext }],
  };
}

function breakOver(session: Session, turn: Break, me: ParticipantId, at: EpochMs): TurnNotice {
  const { number, until } = turn;
  const subject = [session.id, 'break', number].join('/');
  return {
    subject,
    // A break that was extended is over again.
    name: `${subject}/over/${until}`,
    text: breakOverText(session, turn, me, at),
    repeatsFrom: overFrom(session, turn),
    actions: [{ label: 'Start the turn', does: startNext }, extension(until)],
  };
}

function driverGone(
  session: Session,
  { number, driver }: PausedTurn,
  me: ParticipantId,
  at: EpochMs,
): readonly TurnNotice[] {
  const since = participant(session, driver)?.absentSince;
  if (since === undefined) {
    return [];
  }
  const subject = [session.id, 'gone', number, since].join('/');
  const does = () => ({ type: 'swapRoles', turn: number, to: me }) as const;
  return [
    {
      subject,
      name: subject,
      text: absenceText(session, at - since),
      actions: [{ label: 'Take over', does }, { label: 'Wait' }],
    },
  ];
}

function endReached(session: Session, endsAt: EpochMs, time: TimePrinter): TurnNotice {
  const subject = [session.id, 'end', endsAt].join('/');
  return {
    subject,
    name: subject,
    text: endText(time(endsAt)),
    actions: [
      { label: 'Look back and end', does: 'lookBackAndEnd' },
      {
        label: '15 more minutes',
        // To the full minute, so that two who press together mean the same.
        does: (at) => ({ type: 'planEnd', at: Math.ceil(at / minute) * minute + longer }),
      },
    ],
  };
}

function startNext(): SessionCommand {
  return { type: 'resumeTurn' };
}

/** @param deadline which is put off, unless someone else has done so. */
function extension(deadline: EpochMs): NoticeAction {
  return {
    label: '5 more minutes',
    does: () => ({ type: 'extendTurn', by: more, deadline }),
  };
}
