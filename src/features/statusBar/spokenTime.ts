import { type EpochMs, type Millis, minute, spanText } from '../../core/time.ts';
import { type Turn, timeLeft } from '../../core/turn.ts';

/** How the turn stands, for a screen reader: other words at most once a minute. */
export function spokenTime(turn: Turn, at: EpochMs): string {
  const left = timeLeft(turn, at);
  switch (turn.state) {
    case 'paused':
      return turn.because === 'driverGone'
        ? `paused as the driver is offline, ${spokenLeft(left)}`
        : `paused with ${spokenLeft(left)}`;
    case 'held':
      return `held for a run ${since(at - turn.since)}, ${spokenLeft(left)}`;
    case 'break':
      return left > 0 ? `on a break, ${spokenLeft(left)}` : `break over${over(-left)}`;
    default:
      return left > 0 ? spokenLeft(left) : `turn over${over(-left)}`;
  }
}

function spokenLeft(left: Millis): string {
  return left < minute
    ? 'under a minute left'
    : `${spanText(Math.ceil(left / minute) * minute)} left`;
}

function since(gone: Millis): string {
  return gone < minute ? 'just now' : `for ${wholeMinutes(gone)}`;
}

function over(gone: Millis): string {
  return gone < minute ? '' : ` for ${wholeMinutes(gone)}`;
}

function wholeMinutes(span: Millis): string {
  return spanText(Math.floor(span / minute) * minute);
}
