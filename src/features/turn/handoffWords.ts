import type { Handoff } from '../../core/handoff.ts';
import { calledName } from '../../core/names.ts';
import { isolated, onOneLine } from '../../core/oneLine.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Session } from '../../core/session.ts';
import { cutShort } from '../../util/cutShort.ts';

/** As much of a line as a notice bears; the record has all of it. */
const longest = 300;
const longestPlace = 80;

/** What the incoming driver is told of the one before: `Ada was at heads.py:42: "ablate L1H4".` */
export function handoffText(session: Session, { by, text, place }: Handoff): string {
  const name = calledName(session, by);
  const where = place === undefined ? '' : ` was at ${cutShort(placeLabel(place), longestPlace)}`;
  return text === undefined ? `${name}${where}.` : `${name}${where}: ${quoted(text)}.`;
}

/** The same for a line that came after the incoming driver had taken over. */
export function lateLineText(session: Session, by: string, text: string): string {
  return `${calledName(session, by)} has left you a line: ${quoted(text)}.`;
}

function quoted(text: string): string {
  return `"${isolated(cutShort(onOneLine(text), longest))}"`;
}
