import { assertNever } from '../util/assertNever.ts';
import type { Phase } from './question.ts';
import type { Session } from './session.ts';

/**
 * The phase of the session's work, which decides what is worth asking. Someone may set it; until then
 * it is `believe` while a scaffold inserted in this turn waits for its result to be believed, `start`
 * until the first question is asked or the pair's first turn is over, and `middle` otherwise.
 */
export function phaseOf(session: Session): Phase {
  if (session.phase !== undefined) {
    return session.phase;
  }
  if (session.insertions.some(({ turn }) => turn === session.turn.number)) {
    return 'believe';
  }
  return session.turn.number <= 2 && session.questions.length === 0 ? 'start' : 'middle';
}

/** A phase in the words of the interface. */
export function phaseText(phase: Phase): string {
  switch (phase) {
    case 'start':
      return 'starting out';
    case 'middle':
      return 'under way';
    case 'stuck':
      return 'stuck';
    case 'believe':
      return 'before believing it';
    case 'writeup':
      return 'writing it up';
    default:
      return assertNever(phase);
  }
}
