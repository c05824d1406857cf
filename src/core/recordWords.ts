import { assertNever } from '../util/assertNever.ts';
import type { Credence, DeadEnd, PredictionOutcome, RetroPrompt } from './record.ts';

/** What became of a prediction, in the words of the interface. */
export function predictionOutcomeText(outcome: PredictionOutcome): string {
  switch (outcome) {
    case 'open':
      return 'open';
    case 'cameTrue':
      return 'came true';
    case 'failed':
      return 'did not come true';
    case 'unclear':
      return 'unclear';
    default:
      return assertNever(outcome);
  }
}

/** What was said of a dead end, in the order in which it is told; a part that was skipped is left out. */
export function deadEndParts({
  expected,
  got,
  whyStopped,
  revisitIf,
}: DeadEnd): readonly { readonly label: string; readonly text: string }[] {
  return [
    { label: 'Expected', text: expected },
    { label: 'Got', text: got },
    { label: 'Why we stopped', text: whyStopped },
    { label: 'When to come back to it', text: revisitIf },
  ].flatMap(({ label, text = '' }) => (text.trim() === '' ? [] : [{ label, text }]));
}

/** What a pair asks itself when it looks back. */
export function retroQuestion(prompt: RetroPrompt): string {
  switch (prompt) {
    case 'surprise':
      return 'What surprised us?';
    case 'next':
      return 'What is next, and who does it?';
    case 'pairing':
      return 'What would we do differently as a pair?';
    default:
      return assertNever(prompt);
  }
}

/** How sure someone is, as it is read: `80 %`. */
export function credenceText(credence: Credence): string {
  return `${credence}\u00a0%`;
}

/**
 * How sure someone is, from what they typed: `80`, `80 %`, or as a fraction `.8`. `undefined` for
 * anything that is no whole number of per cent from 0 to 100.
 */
export function readCredence(typed: string): Credence | undefined {
  const [, digits, point, percent] = /^(\d*)([.,]\d+)?\s*(%)?$/.exec(typed.trim()) ?? [];
  if (point === undefined) {
    const credence = digits === undefined || digits === '' ? Number.NaN : Number(digits);
    return credence <= 100 ? credence : undefined;
  }
  const hundredths = Number(point.replace(',', '.')) * 100;
  const credence = Math.round(hundredths);
  const isFraction = (digits === '' || digits === '0') && percent === undefined;
  return isFraction && Math.abs(hundredths - credence) < 1e-9 ? credence : undefined;
}
