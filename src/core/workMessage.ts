import { cutShort } from '../util/cutShort.ts';
import { onOneLine } from './oneLine.ts';
import type { Session } from './session.ts';

/** As wide as a commit's subject may be for the tools that show it. */
const widest = 72;

/** Marks the commits of a session's work in progress. The id is whatever the window that started it sent. */
export function workTrailer({ id }: Pick<Session, 'id'>): string {
  return `Interpair-Session: ${onOneLine(id)}`;
}

/** The message of a commit of work in progress: whose it is, and what its driver was about to do. */
export function workMessage(
  session: Pick<Session, 'id' | 'hypothesis' | 'handoffs'>,
  turn: number,
): string {
  const subject = `WIP turn ${turn}: ${onOneLine(session.hypothesis)}`;
  const next = session.handoffs.find((handoff) => handoff.turn === turn)?.text;
  return joined([
    cutShort(subject, widest),
    next === undefined ? '' : `Next: ${onOneLine(next)}`,
    workTrailer(session),
  ]);
}

/** A draft of the message for all of a session's work: what was asked, what was found, and by whom. */
export function squashMessage(
  { hypothesis, findings }: Pick<Session, 'hypothesis' | 'findings'>,
  trailers: readonly string[],
): string {
  const asked = onOneLine(hypothesis);
  const subject = cutShort(asked, widest);
  return joined([
    subject,
    subject === asked ? '' : asked,
    findings.map(({ text }) => `- ${onOneLine(text)}`).join('\n'),
    trailers.join('\n'),
  ]);
}

function joined(paragraphs: readonly string[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}
