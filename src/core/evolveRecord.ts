import { assertNever } from '../util/assertNever.ts';
import type { SessionEvent } from './event.ts';
import type { LogEntry } from './logEntry.ts';
import type { Session } from './session.ts';

type RecordEvent = Extract<
  SessionEvent,
  {
    type:
      | 'resultSeen'
      | 'predictionMade'
      | 'predictionSettled'
      | 'findingRecorded'
      | 'deadEndRecorded'
      | 'retroAnswered';
  }
>;

/** The session after one more entry of its record. */
export function evolveRecord(
  session: Session,
  { actor, at }: LogEntry,
  event: RecordEvent,
): Session {
  const recorded = { by: actor, at, turn: session.turn.number };
  switch (event.type) {
    case 'resultSeen': {
      const { type: _, ...result } = event;
      return { ...session, results: [...session.results, { ...result, ...recorded }] };
    }
    case 'predictionMade': {
      const { type: _, ...made } = event;
      const predictions = withNew(session.predictions, { ...made, ...recorded, outcome: 'open' });
      return { ...session, predictions };
    }
    case 'predictionSettled': {
      const { type: _, id, ...settled } = event;
      const predictions = session.predictions.map((prediction) =>
        prediction.id === id ? { ...prediction, ...settled } : prediction,
      );
      return { ...session, predictions };
    }
    case 'findingRecorded': {
      const { type: _, ...finding } = event;
      return { ...session, findings: withNew(session.findings, { ...finding, ...recorded }) };
    }
    case 'deadEndRecorded': {
      const { type: _, ...deadEnd } = event;
      return { ...session, deadEnds: withNew(session.deadEnds, { ...deadEnd, ...recorded }) };
    }
    case 'retroAnswered': {
      const { type: _, ...answer } = event;
      return { ...session, retro: [...session.retro, { ...answer, ...recorded }] };
    }
    default:
      return assertNever(event);
  }
}

/** Of two with one id the first stays. */
function withNew<T extends { readonly id: string }>(known: readonly T[], added: T): readonly T[] {
  return known.some(({ id }) => id === added.id) ? known : [...known, added];
}
