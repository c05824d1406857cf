import { cutShort } from '../util/cutShort.ts';
import type { Session } from './session.ts';
import type { Turn } from './turn.ts';

/** As wide as a commit's subject may be for the tools that show it. */
const widest = 72;

/** Marks the commits of a session's work in progress. */
export function workTrailer({ id }: Pick<Session, 'id'>): string {
  return `Interpair-Session: ${id}`;
}

/** The message of a commit of work in progress, which tells whose session and which turn it was. */
export function workMessage(
  session: Pick<Session, 'id' | 'hypothesis'>,
  turn: Pick<Turn, 'number'>,
): string {
  const subject = `WIP turn ${turn.number}: ${oneLine(session.hypothesis)}`;
  return `${cutShort(subject, widest)}\n\n${workTrailer(session)}\n`;
}

/** A draft of the message for all of a session's work: what was asked, what was found, and by whom. */
export function squashMessage(
  { hypothesis, findings }: Pick<Session, 'hypothesis' | 'findings'>,
  trailers: readonly string[],
): string {
  const asked = oneLine(hypothesis);
  const subject = cutShort(asked, widest);
  const blocks = [
    subject,
    ...(subject === asked ? [] : [asked]),
    findings.map(({ text }) => `- ${oneLine(text)}`).join('\n'),
    trailers.join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
