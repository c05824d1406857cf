import { err, ok } from '../util/result.ts';
import { endsByItself } from './breaks.ts';
import { decideResumption, isBreak } from './decideClock.ts';
import type { Decision } from './decision.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';
import { breakFrom } from './turnEvents.ts';

export function decideBreak(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  return ok(turn.number === number && turn.state !== 'break' ? [breakFrom(session, at)] : []);
}

export function decideBreakPlan({ turn, breakPlanned }: Session, planned: boolean): Decision {
  if (turn.state === 'break') {
    return planned ? err(isBreak) : ok([]);
  }
  return ok(planned === breakPlanned ? [] : [{ type: 'breakPlanned', planned }]);
}

export function decideEndOfBreak(session: Session, number: number, at: EpochMs): Decision {
  const { turn } = session;
  const isDue = turn.number === number && turn.state === 'break' && endsByItself(session, turn, at);
  return isDue ? decideResumption(session, at) : ok([]);
}
