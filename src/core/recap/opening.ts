import { inlineMarkdown } from '../markdown.ts';
import type { Session } from '../session.ts';
import { counted, exactSpanText } from '../time.ts';
import { lastMoment } from '../timeline.ts';
import { pictureText } from './pictureText.ts';
import { blocks, type Teller } from './teller.ts';

/** The question, when it was, who was there, what came out of it, and the picture of it. */
export function opening(teller: Teller): string {
  const { session, options } = teller;
  const title = inlineMarkdown(session.hypothesis);
  return blocks(
    `# ${title === '' ? 'A paired session' : title}`,
    `**When:** ${when(teller)}\\\n**Who:** ${who(teller)}`,
    `**${outcome(session, options.isRunning)}**`,
    options.picture === undefined
      ? ''
      : `![${inlineMarkdown(pictureText(session, teller.entries, teller.clock))}](${options.picture})`,
  );
}

function when({ session, entries, clock, options }: Teller): string {
  const { startedAt, endedAt } = session;
  const length = exactSpanText(lastMoment(session, entries) - startedAt);
  const start = `${clock.date(startedAt)}, ${clock.timeOfDay(startedAt)}`;
  if (endedAt !== undefined) {
    return `${start} to ${clock.time(endedAt)} (${options.timeZone}), ${length}`;
  }
  return options.isRunning
    ? `${start} (${options.timeZone}), still running after ${length}`
    : `${start} (${options.timeZone}), never ended, ${length} up to the last entry`;
}

function who({ session: { participants, startedBy } }: Teller): string {
  return participants
    .map(({ name, id }) =>
      id === startedBy ? `${inlineMarkdown(name)} (started it)` : inlineMarkdown(name),
    )
    .join(', ');
}

/** What the session came to, in one line. */
function outcome(
  { findings, predictions, questions, deadEnds }: Session,
  isRunning = false,
): string {
  const came = [
    ...(findings.length === 0 ? [] : [counted(findings.length, 'finding')]),
    ...predictionsCame(predictions),
    ...questionsCame(questions),
    ...(deadEnds.length === 0 ? [] : [counted(deadEnds.length, 'dead end')]),
  ];
  if (came.length > 0) {
    return came.join(' · ');
  }
  return isRunning ? 'Nothing is on the record yet.' : 'Nothing was put on the record.';
}

function predictionsCame(predictions: Session['predictions']): readonly string[] {
  if (predictions.length === 0) {
    return [];
  }
  const came = predictions.filter((prediction) => prediction.outcome === 'cameTrue').length;
  const open = predictions.filter((prediction) => prediction.outcome === 'open').length;
  const still = open === 0 ? '' : `, ${open} still open`;
  return [`${came} of ${counted(predictions.length, 'prediction')} came true${still}`];
}

function questionsCame(questions: Session['questions']): readonly string[] {
  if (questions.length === 0) {
    return [];
  }
  const breakthroughs = questions.filter((question) => question.outcome === 'breakthrough').length;
  const led = breakthroughs === 0 ? '' : `, ${counted(breakthroughs, 'breakthrough')}`;
  return [`${counted(questions.length, 'question')} asked${led}`];
}
