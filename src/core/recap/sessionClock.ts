import type { EpochMs, Millis } from '../time.ts';
import { second } from '../time.ts';

/**
 * Prints moments of a session in a time zone. Put together from its parts, since the order in which a
 * locale has them differs between versions of its data.
 */
export class SessionClock {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #zone: Intl.DateTimeFormat;
  readonly #start: EpochMs;

  /** @param start of the session: on its day a time alone is enough. */
  constructor(start: EpochMs, timeZone: string) {
    this.timeZone = timeZone;
    this.#start = start;
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    });
    this.#zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  }

  /** `Monday, 24 November 2025`. */
  date(at: EpochMs): string {
    const { weekday, day, month, year } = this.#parts(at);
    return `${weekday}, ${day} ${month} ${year}`;
  }

  /** `24 Nov`. */
  shortDate(at: EpochMs): string {
    const { day, month } = this.#parts(at);
    return `${day} ${month?.slice(0, 3)}`;
  }

  /** `16:00`. */
  timeOfDay(at: EpochMs): string {
    const { hour, minute } = this.#parts(at);
    return `${hour}:${minute}`;
  }

  /** `16:00:30`. */
  exactTimeOfDay(at: EpochMs): string {
    return `${this.timeOfDay(at)}:${this.#parts(at).second}`;
  }

  /** `16:00`, or `25 Nov, 01:10` on another day than that of the start. */
  time(at: EpochMs): string {
    const time = this.timeOfDay(at);
    return this.date(at) === this.date(this.#start) ? time : `${this.shortDate(at)}, ${time}`;
  }

  /** How far the zone is ahead of UTC at a moment. */
  offset(at: EpochMs): Millis {
    const name = this.#zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, ...parts] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name ?? '') ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    return (sign === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds) * second;
  }

  #parts(at: EpochMs): Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, string>>> {
    return Object.fromEntries(
      this.#format.formatToParts(at).map(({ type, value }) => [type, value]),
    );
  }
}
