import { assertNever } from '../util/assertNever.ts';
import { currentItem } from './agenda.ts';
import type { Phase } from './question.ts';
import type { Session } from './session.ts';

/** The phase of the session's work, which decides what is worth asking: set by someone, or inferred. */
export function phaseOf(session: Session): Phase {
  return session.phase ?? inferredPhase(session);
}

/**
 * The phase that a session is in by itself: `believe` while a result of this turn waits to be believed,
 * then what the agenda says, and without one `start` until the first question is asked or the pair's
 * first turn is over, and `middle` after that.
 */
export function inferredPhase(session: Session): Phase {
  if (awaitsBelief(session)) {
    return 'believe';
  }
  const item = currentItem(session.agenda);
  if (item !== undefined) {
    return item.phase;
  }
  return session.turn.number <= 2 && session.questions.length === 0 ? 'start' : 'middle';
}

/**
 * Something came up in this turn (a scaffold whose result is about to be seen, a figure, a score, a
 * finding), and no question that was asked since then has been answered.
 */
function awaitsBelief({ insertions, results, findings, questions, turn }: Session): boolean {
  const cameUp = [insertions.at(-1), results.at(-1), findings.at(-1)].flatMap((last) =>
    last?.turn === turn.number ? last.at : [],
  );
  const last = Math.max(...cameUp);
  return (
    cameUp.length > 0 &&
    !questions.some(
      ({ askedAt, outcome }) =>
        askedAt >= last && (outcome === 'answered' || outcome === 'breakthrough'),
    )
  );
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
