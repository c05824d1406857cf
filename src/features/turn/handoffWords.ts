import type { Handoff } from '../../core/handoff.ts';
import { calledName } from '../../core/names.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Session } from '../../core/session.ts';
import { cutShort } from '../../util/cutShort.ts';

/** As much of a line as a notice bears; the record has all of it. */
const longest = 300;

/** What the incoming driver is told of the one before: `Ada was at heads.py:42: "ablate L1H4".` */
export function handoffText(session: Session, { by, text, place }: Handoff): string {
  const name = calledName(session, by);
  const who = place === undefined ? name : `${name} was at ${placeLabel(place)}`;
  return text === undefined ? `${who}.` : `${who}: ${quoted(text)}.`;
}

/** The same for a line that came after the incoming driver had taken over. */
export function lateLineText(session: Session, by: string, text: string): string {
  return `${calledName(session, by)} has left you a line: ${quoted(text)}.`;
}

function quoted(text: string): string {
  return `"${cutShort(text.replace(/\s+/g, ' ').trim(), longest)}"`;
}
