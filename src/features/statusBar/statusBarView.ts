import type { ParticipantId } from '../../core/participant.ts';
import { nameOf, nextDriver, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { clockText, type EpochMs, minute, second, spanText } from '../../core/time.ts';
import { timeLeft } from '../../core/turn.ts';

/** What the status bar item shows. */
export interface StatusBarView {
  readonly text: string;
  readonly tooltip: string;
  /** Read out by screen readers; changes at most once a minute. */
  readonly label: string;
  readonly urgency: 'calm' | 'warning' | 'overtime';
}

export const idleView: StatusBarView = {
  text: '$(telescope) Interpair',
  tooltip: 'No paired session. Select to start or join one.',
  label: 'Interpair, no paired session',
  urgency: 'calm',
};

/** What the item shows besides the session. */
export interface Surroundings {
  readonly connection: 'connected' | 'reconnecting';
  /** The names of those who wait to be let in. */
  readonly callers: readonly string[];
}

/** The role and clock of `me` in a running session. */
export function statusBarView(
  session: Session,
  me: ParticipantId,
  at: EpochMs,
  { connection, callers }: Surroundings,
): StatusBarView {
  const role = roleOf(session, me) ?? 'observer';
  const roleText = role.charAt(0).toUpperCase() + role.slice(1);
  const left = timeLeft(session.turn, at);
  const spoken = `Interpair, ${role}, ${spokenTime(session, left)}`;
  const tooltip = tooltipOf(session, me);
  if (connection === 'reconnecting') {
    return {
      text: `$(sync~spin) ${roleText} ${clockOf(left)}`,
      tooltip: `Connection lost; trying to come back. ${tooltip}`,
      label: `${spoken}, connection lost`,
      urgency: 'calm',
    };
  }
  if (callers.length > 0) {
    const wants = `${callers.join(', ')} ${callers.length === 1 ? 'wants' : 'want'} to join`;
    return {
      text: `$(person-add) ${roleText} ${clockOf(left)}`,
      tooltip: `${wants}. ${tooltip}`,
      label: `${spoken}, ${wants}`,
      urgency: 'calm',
    };
  }
  const view = { tooltip, label: spoken };
  if (session.turn.state === 'paused') {
    return { ...view, text: `$(debug-pause) ${roleText} ${clockOf(left)}`, urgency: 'calm' };
  }
  if (left <= 0) {
    return { ...view, text: `$(watch) Swap ${clockOf(left)}`, urgency: 'overtime' };
  }
  const icon = role === 'driver' ? 'keyboard' : 'telescope';
  return {
    ...view,
    text: `$(${icon}) ${roleText} ${clockOf(left)}`,
    urgency: left <= minute ? 'warning' : 'calm',
  };
}

function clockOf(left: number): string {
  return left > 0 ? clockText(left) : `+${clockText(Math.floor(-left / second) * second)}`;
}

function spokenTime({ turn }: Session, left: number): string {
  if (left <= 0) {
    return -left < minute
      ? 'turn over'
      : `turn over for ${spanText(Math.floor(-left / minute) * minute)}`;
  }
  const span = left < minute ? 'under a minute' : spanText(Math.ceil(left / minute) * minute);
  return turn.state === 'paused' ? `paused with ${span} left` : `${span} left`;
}

function tooltipOf(session: Session, me: ParticipantId): string {
  const driver =
    session.turn.driver === me ? 'You drive' : `${nameOf(session, session.turn.driver)} drives`;
  const next = nextDriver(session);
  const after =
    next === undefined
      ? 'nobody else is here yet'
      : `${next.id === me ? 'you are' : `${next.name} is`} next`;
  return `${session.hypothesis}\n${driver}; ${after}.`;
}
