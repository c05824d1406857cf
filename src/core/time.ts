/** Milliseconds since 1970-01-01T00:00Z on the clock of the session's log. */
export type EpochMs = number;

/** A span of time in milliseconds. */
export type Millis = number;

/** Prints a moment as the person reads clocks, for example `14:25`. */
export type TimePrinter = (at: EpochMs) => string;

export const second: Millis = 1_000;
export const minute: Millis = 60 * second;
export const hour: Millis = 60 * minute;

/**
 * A span as `mm:ss`, or `h:mm:ss` from an hour on, so that a clock does not change its width as it counts.
 * Rounded up, so that one that counts down shows 00:00 only when nothing is left.
 */
export function clockText(span: Millis): string {
  const total = Math.max(0, Math.ceil(span / second));
  const hours = Math.floor(total / 3600);
  const minutes = String(Math.floor((total % 3600) / 60)).padStart(2, '0');
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

/** A span in words, for sentences: `20 seconds`, `42 minutes`, `3 hours`. */
export function spanText(span: Millis): string {
  if (span < minute) {
    return counted(Math.max(0, Math.round(span / second)), 'second');
  }
  if (span < 2 * hour) {
    return counted(Math.round(span / minute), 'minute');
  }
  return counted(Math.round(span / hour), 'hour');
}

/** `1 question`, `2 questions`. */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A span in words that keeps its minutes: `20 seconds`, `70 minutes`, `2 hours 40 minutes`. */
export function exactSpanText(span: Millis): string {
  const minutes = Math.round(span / minute);
  if (minutes < 120) {
    return spanText(span);
  }
  const rest = minutes % 60;
  const hours = counted(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${counted(rest, 'minute')}`;
}
