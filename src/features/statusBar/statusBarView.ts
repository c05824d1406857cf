import type { ParticipantId } from '../../core/participant.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import {
  clockText,
  type EpochMs,
  type Millis,
  minute,
  second,
  type TimePrinter,
} from '../../core/time.ts';
import { type Turn, timeLeft } from '../../core/turn.ts';
import { assertNever } from '../../util/assertNever.ts';
import { capitalised } from '../../util/capitalised.ts';
import { listed } from '../../util/listed.ts';
import { spokenTime } from './spokenTime.ts';
import { tooltipOf } from './tooltip.ts';

/** What the status bar item shows. */
export interface StatusBarView {
  readonly text: string;
  readonly tooltip: string;
  /** Read out by screen readers; changes at most once a minute. */
  readonly label: string;
  readonly urgency: 'calm' | 'warning' | 'overtime';
}

/** What the item shows besides the session. */
export interface Surroundings {
  readonly connection: 'connected' | 'reconnecting';
  /** The names of those who wait to be let in. */
  readonly callers: readonly string[];
  readonly time: TimePrinter;
}

/** A turn is about to end from here on, unless the fifth of it is shorter. */
const soon: Millis = 1 * minute;

/** The role and clock of `me` in a running session. */
export function statusBarView(
  session: Session,
  me: ParticipantId,
  at: EpochMs,
  { connection, callers, time }: Surroundings,
): StatusBarView {
  const role = roleOf(session, me) ?? 'observer';
  const { icon, words, urgency } = shown(session, role, at);
  const clock = clockOf(session.turn, at);
  // On a break nobody drives.
  const spokenRole = session.turn.state === 'break' ? '' : `, ${role}`;
  const spoken = `Interpair${spokenRole}, ${spokenTime(session.turn, at)}`;
  const tooltip = tooltipOf(session, me, time);
  if (connection === 'reconnecting') {
    return {
      text: `$(sync~spin) ${words} ${clock}`,
      tooltip: `Connection lost; trying to come back. ${tooltip}`,
      label: `${spoken}, connection lost`,
      urgency: 'calm',
    };
  }
  if (callers.length > 0) {
    const wants = `${listed(callers)} ${callers.length === 1 ? 'wants' : 'want'} to join`;
    return {
      text: `$(person-add) ${words} ${clock}`,
      tooltip: `${wants}. ${tooltip}`,
      label: `${spoken}, ${wants}`,
      urgency: 'calm',
    };
  }
  return { text: `$(${icon}) ${words} ${clock}`, tooltip, label: spoken, urgency };
}

/** What the clock shows, in milliseconds; negative while it counts up. */
export function countdown(turn: Turn, at: EpochMs): Millis {
  return turn.state === 'held' ? Math.min(turn.since - at, 0) : timeLeft(turn, at);
}

function shown(
  { turn, turns }: Session,
  role: string,
  at: EpochMs,
): { icon: string; words: string; urgency: StatusBarView['urgency'] } {
  const left = timeLeft(turn, at);
  switch (turn.state) {
    case 'paused':
      return { icon: 'debug-pause', words: capitalised(role), urgency: 'calm' };
    case 'held':
      return { icon: 'sync~spin', words: 'Held', urgency: 'calm' };
    case 'break':
      return { icon: 'coffee', words: 'Break', urgency: left > 0 ? 'calm' : 'overtime' };
    case 'running':
    case 'expired':
      if (left <= 0) {
        return { icon: 'watch', words: 'Swap', urgency: 'overtime' };
      }
      return {
        icon: role === 'driver' ? 'keyboard' : 'telescope',
        words: capitalised(role),
        urgency: left <= Math.min(soon, turns.length / 5) ? 'warning' : 'calm',
      };
    default:
      return assertNever(turn);
  }
}

function clockOf(turn: Turn, at: EpochMs): string {
  const left = countdown(turn, at);
  if (left > 0 || turn.state === 'paused') {
    return clockText(left);
  }
  const gone = clockText(Math.floor(-left / second) * second);
  return turn.state === 'held' ? gone : `+${gone}`;
}
