import { type EpochMs, exactSpanText, type Millis, minute } from '../../core/time.ts';
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
      return `held${forMinutes(at - turn.since)}, ${spokenLeft(left)}`;
    case 'break':
      return left > 0 ? `on a break, ${spokenLeft(left)}` : `break over${forMinutes(-left)}`;
    default:
      return left > 0 ? spokenLeft(left) : `turn over${forMinutes(-left)}`;
  }
}

function spokenLeft(left: Millis): string {
  return left < minute
    ? 'under a minute left'
    : `${exactSpanText(Math.ceil(left / minute) * minute)} left`;
}

function forMinutes(gone: Millis): string {
  return gone < minute ? '' : ` for ${exactSpanText(Math.floor(gone / minute) * minute)}`;
}
