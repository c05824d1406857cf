import { replay } from '../evolve.ts';
import type { LogEntry } from '../logEntry.ts';
import { asked } from './asked.ts';
import { commitTrailers } from './commitTrailers.ts';
import { agenda, drivers, keyboardShares, scaffolds } from './course.ts';
import { deadEnds } from './deadEnds.ts';
import { found } from './found.ts';
import { handoffs } from './handoffs.ts';
import { lookingBack, nextSteps } from './lookingBack.ts';
import { opening } from './opening.ts';
import { papers } from './papers.ts';
import { predicted } from './predicted.ts';
import type { RecapOptions } from './recapOptions.ts';
import { blocks, Teller } from './teller.ts';

/**
 * The record of a session for someone who was not there, in Markdown, from the log alone: the same log
 * and options always give the same text. What came out of it stands first, how it went last.
 * `undefined` for a log in which no session started.
 */
export function recap(entries: readonly LogEntry[], options: RecapOptions): string | undefined {
  const session = replay(entries);
  if (session === undefined) {
    return undefined;
  }
  const teller = new Teller(session, entries, options);
  const parts = [
    ...[opening, found, predicted, asked, deadEnds, lookingBack, nextSteps],
    ...[agenda, drivers, handoffs, keyboardShares, scaffolds, papers, commitTrailers],
  ];
  return `${blocks(...parts.map((part) => part(teller)))}\n`;
}
