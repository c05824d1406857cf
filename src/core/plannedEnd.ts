import type { Session } from './session.ts';
import type { EpochMs, Millis } from './time.ts';

/** Nobody takes the keyboard for less than this share of a usual turn unless they ask for it. */
const shortestTurn = 0.2;

/**
 * When a span that begins now is over: at the planned end at the latest. An end that has gone by without
 * anyone ending the session holds up nothing.
 */
export function beforeEnd(endsAt: EpochMs | undefined, at: EpochMs, span: Millis): EpochMs {
  return endsAt === undefined || endsAt <= at ? at + span : Math.min(at + span, endsAt);
}

/**
 * Whether a next turn may begin by itself at a time: enough is left of the session for one, or the pair
 * has gone on past its planned end.
 *
 * @param over when the turn or break that is on is meant to end.
 */
export function mayGoOn({ endsAt, turns }: Session, over: EpochMs, at: EpochMs): boolean {
  return endsAt === undefined || over > endsAt || endsAt - at >= shortestTurn * turns.length;
}
