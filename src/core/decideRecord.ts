import { assertNever } from '../util/assertNever.ts';
import { err, ok } from '../util/result.ts';
import type { CommandOf } from './command.ts';
import type { Decision } from './decision.ts';
import type { SessionEvent } from './event.ts';
import type { Credence } from './record.ts';
import type { Session } from './session.ts';

type RecordCommand = CommandOf<
  | 'noteResult'
  | 'recordPrediction'
  | 'settlePrediction'
  | 'recordFinding'
  | 'recordDeadEnd'
  | 'answerRetro'
>;

/** What is put on the session's record: predictions and what came, findings, dead ends, a look back. */
export function decideRecord(session: Session, command: RecordCommand): Decision {
  switch (command.type) {
    case 'noteResult': {
      const { type: _, ...result } = command;
      return ok([{ type: 'resultSeen', ...result }]);
    }
    case 'recordPrediction': {
      const { type: _, ...prediction } = command;
      return isBlank(prediction.text)
        ? err('The prediction is empty; type what you expect to see.')
        : (refusedCredence(prediction.credence) ??
            unlessKnown(session.predictions, prediction.id, {
              type: 'predictionMade',
              ...prediction,
            }));
    }
    case 'settlePrediction':
      return settle(session, command);
    case 'recordFinding': {
      const { type: _, ...finding } = command;
      return isBlank(finding.text)
        ? err('The finding is empty; type what you found.')
        : (refusedCredence(finding.credence) ??
            unlessKnown(session.findings, finding.id, { type: 'findingRecorded', ...finding }));
    }
    case 'recordDeadEnd': {
      const { type: _, ...deadEnd } = command;
      return isBlank(deadEnd.tried)
        ? err('The dead end is empty; type what you tried.')
        : unlessKnown(session.deadEnds, deadEnd.id, { type: 'deadEndRecorded', ...deadEnd });
    }
    case 'answerRetro':
      return isBlank(command.text)
        ? err('Nothing was typed; skip the question instead.')
        : ok([{ type: 'retroAnswered', prompt: command.prompt, text: command.text }]);
    default:
      return assertNever(command);
  }
}

function settle(session: Session, { id, outcome, note }: CommandOf<'settlePrediction'>): Decision {
  const prediction = session.predictions.find((made) => made.id === id);
  if (prediction === undefined) {
    return err('That prediction is not in this session.');
  }
  const isSettled =
    prediction.outcome === outcome && (note === undefined || prediction.note === note);
  return ok(
    isSettled
      ? []
      : [{ type: 'predictionSettled', id, outcome, ...(note === undefined ? {} : { note }) }],
  );
}

/** What is on the record already, because its append was repeated, is not put there again. */
function unlessKnown(
  known: readonly { readonly id: string }[],
  id: string,
  event: SessionEvent,
): Decision {
  return ok(known.some((recorded) => recorded.id === id) ? [] : [event]);
}

function refusedCredence(credence: Credence | undefined): Decision | undefined {
  return credence === undefined || (Number.isInteger(credence) && credence >= 0 && credence <= 100)
    ? undefined
    : err('How sure you are is a whole number of per cent from 0 to 100.');
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
