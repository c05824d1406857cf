import {
  type EpochMs,
  exactSpanText,
  hour,
  type Millis,
  minute,
  type TimePrinter,
} from '../../core/time.ts';
import { err, ok, type Result } from '../../util/result.ts';

/** No session is planned further ahead than this. */
const furthest: Millis = 12 * hour;
/** A time of tomorrow is meant only shortly after midnight. */
const pastMidnight: Millis = 6 * hour;

const unread =
  'Type a time such as 15:30 or 3:30 pm, or minutes from now such as 45; nothing for an open end.';

/**
 * When someone means a session to end who types a time of day or a span: `15:30`, `3:30 pm`, `45`,
 * `45 min`, `1 h 30`. `undefined` for an open end. A time without am or pm that has gone by is taken for
 * the afternoon's where that is to come, and one after midnight for tomorrow's.
 *
 * @returns or else what is wrong with it, in a sentence.
 */
export function readEnd(
  typed: string,
  now: EpochMs,
  time: TimePrinter,
): Result<EpochMs | undefined, string> {
  const text = typed.normalize('NFKC').trim().toLowerCase();
  if (text === '') {
    return ok(undefined);
  }
  const clock = readClock(text);
  if (clock !== undefined) {
    const at = nextAt(clock, now);
    return at === undefined
      ? err(`That time has gone by today; type one after ${time(now)}, or minutes such as 45.`)
      : ok(at);
  }
  const span = readSpan(text);
  if (span === undefined) {
    return err(unread);
  }
  return span >= minute && span <= furthest
    ? ok(now + span)
    : err(`Type from 1 to ${furthest / minute} minutes, or a time such as 15:30.`);
}

/** What was understood, in a sentence. */
export function endSentence(at: EpochMs | undefined, now: EpochMs, time: TimePrinter): string {
  return at === undefined
    ? 'The session has no planned end.'
    : `The session ends at ${time(at)}, in ${exactSpanText(Math.max(at - now, minute))}.`;
}

/** A moment of this day on a clock of 24 hours, for someone to edit. */
export function editableTime(at: EpochMs): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function readSpan(text: string): Millis | undefined {
  const match =
    /^(?:in )?(?:(?<hours>\d+(?:[.,]\d+)?) ?h(?:ours?|rs?)?)? ?(?:(?<minutes>\d+(?:[.,]\d+)?) ?(?:m|mins?|minutes?)?)?$/.exec(
      text,
    );
  const { hours, minutes } = match?.groups ?? {};
  if (hours === undefined && minutes === undefined) {
    return undefined;
  }
  return Math.round(amount(hours) * hour + amount(minutes) * minute);
}

function amount(digits = '0'): number {
  return Number(digits.replace(',', '.'));
}

interface ClockTime {
  readonly hours: number;
  readonly minutes: number;
  /** It may be meant for the afternoon although nothing says so. */
  readonly isVague: boolean;
}

/** A number alone is none. */
function readClock(text: string): ClockTime | undefined {
  const match = /^(?:at )?(\d{1,2})(?:[:.](\d\d))? ?(?:([ap])\.?m\.?)?$/.exec(text);
  const [, digits = '', minuteDigits, half] = match ?? [];
  const hours = Number(digits);
  const minutes = Number(minuteDigits ?? 0);
  if ((minuteDigits ?? half) === undefined || minutes > 59) {
    return undefined;
  }
  if (half !== undefined) {
    const isHour = hours >= 1 && hours <= 12;
    return isHour
      ? { hours: (hours % 12) + (half === 'p' ? 12 : 0), minutes, isVague: false }
      : undefined;
  }
  return hours <= 23
    ? { hours, minutes, isVague: hours >= 1 && hours < 12 && !digits.startsWith('0') }
    : undefined;
}

/** `undefined` where it has gone by and nobody would mean tomorrow. */
function nextAt({ hours, minutes, isVague }: ClockTime, now: EpochMs): EpochMs | undefined {
  const on = (days: number, hour: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    return date.setHours(hour, minutes, 0, 0);
  };
  const today = on(0, hours);
  if (today > now) {
    return today;
  }
  const afternoon = on(0, hours + 12);
  if (isVague && afternoon > now) {
    return afternoon;
  }
  const tomorrow = on(1, hours);
  return tomorrow - now <= pastMidnight ? tomorrow : undefined;
}
