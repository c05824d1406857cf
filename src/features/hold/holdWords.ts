import { commandText } from '../../core/commandText.ts';
import type { RunEnd } from '../../core/event.ts';
import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Prediction } from '../../core/record.ts';
import { credenceText } from '../../core/recordWords.ts';
import type { Session } from '../../core/session.ts';
import { clockText, type Millis, minute, spanText } from '../../core/time.ts';
import type { Started } from '../../platform/code/runs.ts';
import { limits } from '../../protocol/limits.ts';
import { cutShort } from '../../util/cutShort.ts';

/** Longer texts are cut in a notice. */
const longestInNotice = 120;

/** What runs, for everyone to read; `undefined` where there are no words for it, or a key is among them. */
export function runText({ label, commandLine = '' }: Started): string | undefined {
  const text = label ?? commandText(commandLine);
  return text === undefined ? undefined : cutShort(text, limits.title);
}

/** The question whether to hold the turn. */
export function offerText(what: string | undefined, age: Millis): string {
  const run = what === undefined ? 'What you started' : cutShort(what, longestInNotice);
  const span = age < 1.5 * minute ? 'a minute' : spanText(age);
  return `${run} has run for ${span}. Hold the turn until it ends?`;
}

/** What everyone is told when the turn goes on; that it is over then is told by itself. */
export function overText({ outcome, took }: RunEnd, left: Millis): string {
  const ended = {
    done: 'The run has ended',
    failed: 'The run has ended with an error',
    stopped: 'The run was stopped',
  };
  const goesOn = left > 0 ? `; the turn goes on with ${clockText(left)} left` : '';
  return `${ended[outcome]} after ${clockText(took)}${goesOn}.`;
}

/** What was predicted of it, for `me` to say what came. */
export function predictedText(
  session: Session,
  { by, text, credence }: Prediction,
  me: ParticipantId,
): string {
  const who = by === me ? 'You' : calledName(session, by);
  const what = cutShort(text, longestInNotice);
  return `${who} predicted: ${what} (${credenceText(credence)}). What came of it?`;
}
